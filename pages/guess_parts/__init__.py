"""The parts of the page where visitors guess."""

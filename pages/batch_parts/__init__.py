"""The parts of the page that counts many texts."""

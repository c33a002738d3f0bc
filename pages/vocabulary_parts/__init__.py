"""The parts of the Vocabulary page."""

"""The parts of the page `export`."""

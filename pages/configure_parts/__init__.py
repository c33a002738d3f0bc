"""The parts of the page `configure`."""

"""The parts of the Model page: its configuration to change, and the Python that loads it."""

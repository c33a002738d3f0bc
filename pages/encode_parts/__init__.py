"""The parts of the Encode page: the steps of one word."""

"""The parts of the Encode page: the steps of one word, the origin of one token."""

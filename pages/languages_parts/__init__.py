"""The parts of the Languages page: who pays more, one language, and code."""

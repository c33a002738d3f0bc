"""The parts of the Learning page: what is learned from, a step in detail, and what comes of it."""

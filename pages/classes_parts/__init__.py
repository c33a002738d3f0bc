"""The parts of the page of auto classes: what is asked, what is found, and a class by its name."""

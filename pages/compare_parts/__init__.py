"""The parts of the Compare page: the figures of the cuts, and the cuts themselves."""

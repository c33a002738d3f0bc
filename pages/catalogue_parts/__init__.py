"""What the pages of the catalogue share: the words for its values."""

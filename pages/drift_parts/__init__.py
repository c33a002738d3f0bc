"""The parts of the page on round trips: one text, many texts, two tokenizers."""

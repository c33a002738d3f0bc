"""Read the catalogue out of transformers itself: `python -m catalogue.harvest`.

The wheels of all minor releases are downloaded with pip and read as text: `ast` and regular
expressions on the files in the zip. Nothing in them is imported or run. Only the sizes
come from the installed transformers, which builds each architecture without weights.
"""

"""The parts of the Pipelines page: what goes in, what it runs on, what came out."""

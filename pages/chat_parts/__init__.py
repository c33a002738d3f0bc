"""The parts of the Chat page: the chat as the visitor has it, its rows, its prompts, its checks."""

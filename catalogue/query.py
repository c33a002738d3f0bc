"""What both choices of the catalogue have in common: they print the Python that makes them."""

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Query:
    """What is asked of a table, as a frozen dataclass whose fields have defaults."""

    def __str__(self) -> str:
        """The Python that makes this choice."""
        arguments = [
            f"{field.name}={getattr(self, field.name)!r}"
            for field in fields(self)
            if getattr(self, field.name) != field.default
        ]
        return f"{type(self).__name__}({', '.join(arguments)})"

"""What a training run starts from: a corpus, an algorithm, and the rules that it obeys."""

from dataclasses import dataclass, field, replace
from typing import Any

import tokenizer_lab as lab
from sandbox import GoOn
from ui import text_in_code

CLASSIC, TEXT, FILE = "classic", "text", "file"
"""Sources of a corpus beside the `tokenizer_lab.SAMPLES`."""


@dataclass(frozen=True)
class Setup:
    """All that decides what is learned: two setups that are equal give equal traces."""

    algorithm: str
    """A key of `tokenizer_lab.ALGORITHMS`."""
    source: str
    """`CLASSIC`, a key of `tokenizer_lab.SAMPLES`, `TEXT` or `FILE`."""
    text: str = ""
    """What is learned from; empty for `CLASSIC`, whose words come with their counts."""
    file: str = ""
    """The name of the file that the text comes from, for `FILE`."""
    pretokenizer: str = "whitespace"
    normalizers: tuple[str, ...] = ()
    size: int = 0
    """Tokens that the vocabulary shall have."""
    rules: dict[str, Any] = field(default_factory=dict)
    """Options of the algorithm's trainer, by name."""

    @property
    def suited_size(self) -> int:
        """A vocabulary size that shows something: a little more than the alphabet."""
        if self.source == CLASSIC:
            return {"byte_bpe": 264, "unigram": 10, "sentencepiece": 9}.get(self.algorithm, 20)
        if self.source == FILE:
            return 2_000
        if self.algorithm == "byte_bpe":
            return 256 + 64
        alphabet = len(set(self.text)) * (2 if self.algorithm == "wordpiece" else 1)
        return alphabet + {"unigram": 60, "sentencepiece": 30}.get(self.algorithm, 100)

    def rival(self, algorithm: str) -> "Setup":
        """Another algorithm on the same corpus, with its usual rules and at least as much room."""
        other = replace(self, algorithm=algorithm, rules={})
        return replace(other, size=max(self.size, other.suited_size))

    @property
    def _space(self) -> str:
        return lab.SPACE_MARK if self.pretokenizer == "metaspace" else ""

    def train(self, go_on: GoOn = lambda _done: True) -> lab.Trace:
        """Learn; see `tokenizer_lab.train_on` for `go_on` and for what is raised."""
        options = {"pretokenizer": self.pretokenizer, "normalizers": self.normalizers, **self.rules}
        if self.source == CLASSIC:
            counts = {self._space + word: count for word, count in lab.CLASSIC_COUNTS.items()}
            return lab.train(self.algorithm, counts, self.size, go_on=go_on, **options)
        return lab.train_on(self.text, self.algorithm, self.size, go_on=go_on, **options)

    def python(self) -> str:
        """The code whose `trace` is what `train` gives."""
        options = {"pretokenizer": self.pretokenizer, "normalizers": self.normalizers, **self.rules}
        arguments = "".join(f", {name}={value!r}" for name, value in options.items())
        return f"""import tokenizer_lab as lab

counts = {self._counts_in_code()}
trace = lab.train({self.algorithm!r}, counts, {self.size}{arguments})
trace.steps[:3], trace.segment("thug"), trace.tokenizer_json()"""

    def _counts_in_code(self) -> str:
        if self.source == CLASSIC:
            if not self._space:
                return "lab.CLASSIC_COUNTS"
            return f"{{{self._space!r} + word: n for word, n in lab.CLASSIC_COUNTS.items()}}"
        text = f"lab.SAMPLES[{self.source!r}]"
        if self.source == FILE:
            text = f'lab.decode_text(open({self.file!r}, "rb").read())'
        if self.source == TEXT:
            text = text_in_code(self.text)
        return f"lab.word_counts({text}, {self.pretokenizer!r}, {self.normalizers!r})"

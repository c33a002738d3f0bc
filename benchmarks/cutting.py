"""Real tokenizers side by side against their plain libraries: `python -m benchmarks.cutting`.

The peer is what each library takes to give the ids of the same text and nothing else. A
comparison adds the place of every token, what is alike, all differences and all metrics,
decoding back included.
"""

import json
from itertools import cycle
from pathlib import Path
from statistics import median
from time import perf_counter

import tokenizer_lab as lab
from i18n import LOCALE
from tokenizer_lab.tokenizers import HuggingFaceTokenizer, SentencePieceTokenizer, normal

from .row import Row

ROOT = Path(__file__).parents[1]
CHARACTERS, RUNS = 100_000, 7


def long_text() -> str:
    """The app's Chinese, Python, and a declaration in twelve languages, line by line in turn."""
    declaration = lab.sample()
    chinese = (LOCALE / "zh" / "messages.po").read_text("utf-8").splitlines()
    code = [
        line
        for path in sorted((ROOT / "tokenizer_lab").rglob("*.py"))
        for line in path.read_text("utf-8").splitlines()
    ]
    parts, size = [], 0
    for lines in zip(cycle(code), cycle(chinese), cycle(declaration)):
        for line in lines:
            parts.append(line)
            size += len(line) + 1
        if size >= CHARACTERS:
            return "\n".join(parts)[:CHARACTERS]


def plain(real: lab.Tokenizer, text: str) -> list[int]:
    """The ids of `text`, asked of the library in its plainest way."""
    if isinstance(real, HuggingFaceTokenizer):
        return real.own.encode(text).ids
    if isinstance(real, SentencePieceTokenizer):
        return real.own.encode(text)
    read = normal(text, real.normal_form)[0]
    return real.own.encode(read, allowed_special="all", disallowed_special=())


def compared(text: str, tokenizers: list[lab.Tokenizer]) -> lab.Comparison:
    """A comparison with everything that the page shows of the whole text."""
    comparison = lab.compare(text, tokenizers)
    _everything = comparison.metrics, comparison.differences, comparison.share_alike
    return comparison


def seconds(work) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def both(
    text: str, tokenizers: list[lab.Tokenizer]
) -> tuple[dict[str, float], float, float, float]:
    """Seconds of plain ids by tokenizer and of all, of a comparison, and its times of all."""
    compared(text, tokenizers)  # warm
    # Taken in turn, so that a busy moment of the machine weighs on both.
    rounds = [
        (
            [seconds(lambda real=real: plain(real, text)) for real in tokenizers],
            seconds(lambda: compared(text, tokenizers)),
        )
        for _run in range(RUNS)
    ]
    each = [median(times) for times in zip(*(each for each, _whole in rounds))]
    return (
        {real.name: taken for real, taken in zip(tokenizers, each)},
        median(sum(times) for times, _whole in rounds),
        median(whole for _plain, whole in rounds),
        median(whole / sum(times) for times, whole in rounds),
    )


def rows() -> list[Row]:
    tokenizers = [lab.tokenizer(name) for name in lab.BUILT_IN]
    _each, peer, whole, times = both(long_text(), tokenizers)
    what = f"a comparison of {CHARACTERS:,} characters in {len(tokenizers)} tokenizers"
    return [Row(what, whole * 1e3, "their libraries' ids alone", peer * 1e3, times=times)]


def main() -> None:
    text = long_text()
    tokenizers = [lab.tokenizer(name) for name in lab.BUILT_IN]
    comparison = compared(text, tokenizers)
    alone, peer, whole, ratio = both(text, tokenizers)
    for name, taken in alone.items():
        print(f"{name:24} {taken * 1e3:8.1f} ms  plain ids")
    print(f"{'all, plain ids':24} {peer * 1e3:8.1f} ms  1.00 x")
    print(f"{'all, compared':24} {whole * 1e3:8.1f} ms  {ratio:4.2f} x")
    part = median(seconds(lambda: comparison.view(50_000, 52_500)) for _run in range(RUNS))
    print(f"{'one part to draw':24} {part * 1e3:8.1f} ms")
    for name in ("gpt2", "bert", "mistral", "j2"):
        real = lab.tokenizer(name)

        def tell(real=real):
            steps = lab.encode_steps(real, "Unbelievable tokenizers: 你好 🤗!")
            json.dumps(lab.encode_story(steps, lab.rows_of(steps)))

        tell()
        taken = median(seconds(tell) for _run in range(RUNS))
        print(f"{'story, ' + real.name:24} {taken * 1e3:8.1f} ms")


if __name__ == "__main__":
    main()

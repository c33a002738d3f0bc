"""Texts that trip tokenizers, the same ones every time."""

import random

from tokenizer_lab.comparing.drift.random_texts import FRAGMENTS, random_texts

__all__ = ["FRAGMENTS", "random_prose", "random_texts"]


def random_prose(count: int, seed: int = 1) -> str:
    """`count` words of made-up syllables, a few of them frequent, with commas, digits and lines."""
    draw = random.Random(seed)

    def word() -> str:
        syllables = (
            draw.choice("bcdfghklmnprstvwz")
            + draw.choice("aeiou")
            + draw.choice(["", "n", "r", "st"])
            for _ in range(draw.randint(1, 4))
        )
        return "".join(syllables)

    known = [word() for _ in range(count // 4)]
    common = [1 / rank for rank in range(1, len(known) + 1)]  # as words of a language are: Zipf
    written = draw.choices(known, common, k=count)
    return "".join(
        each + draw.choices([" ", ", ", ".\n", f" {draw.randint(1, 99)} "], [20, 2, 2, 1])[0]
        for each in written
    )

"""Texts that trip tokenizers, the same ones every time."""

import random
from collections.abc import Sequence

FRAGMENTS = [
    "\ufeff", "\ud83d", "\udc00", "\ud800x", "\r\n", "\r", "\n\n", "\t", "\x00", "\x85", "\xa0",
    " ", "  ", "   ", "        ", "\u2003", "\u3000", "\u200b", "\u200d", "\u2581", "\ufffd",
    "👩‍🚀", "👨‍👩‍👧‍👦", "🏴‍☠️", "🇨🇳", "🇧🇷🇯🇵", "👍🏽", "🤗", "❤️", "1️⃣",
    "สวัสดีชาวโลก", "ภาษาไทย", "नमस्ते दुनिया", "क्षत्रिय", "مرحبا بالعالم", "السَّلَامُ", "שלום",
    "你好，世界！", "自然語言處理", "吃葡萄不吐葡萄皮", "こんにちは", "カタカナ", "ｶﾀｶﾅ",
    "안녕하세요", "한국어",
    "Привет", "Γειά σου", "Việt Nam", "naïve café", "e\u0301\u0323", "Å", "Å", "ﬁne", "Ⅷ", "①",
    "ß", "İstanbul", "ı", "ſ", "ﷺ", "㍻", "ཀྵ", "မြန်မာ", "𝕳𝖊𝖑𝖑𝖔", "𠮷野家", "🜚", "\U0010ffff",
    "\ue000",
    "<|endoftext|>", "<s>", "</s>", "[CLS]", "[SEP]", "[UNK]", "[MASK]", "[INST]", "<unk>",
    "<|im_start|>", "<|im_end|>", "<0x0A>", "<｜begin▁of▁sentence｜>", "<｜User｜>", "<think>",
    "the", "The", "THE", " of", " and", "tokenization", "unbelievable", "It's", "we'll", "I'D",
    "don't", "hello_world", "camelCaseName", "def f(x):\n    return x", "x != y", "//", "...",
    "!!!", "—", "“quoted”", "$1,234.56", "2026-11-24", "3.14159", "1234567890", "007", "½",
    "http://example.com/?a=b&c=d", "<img src=x onerror=alert(1)>", "&amp;", "a" * 120, "ha" * 9,
]  # fmt: skip
"""White space, halves of pairs, scripts, emoji, compatibility characters, special tokens, code."""
PLANES = (
    (0x20, 0x7F), (0x20, 0x7F), (0xA0, 0x24F), (0x370, 0xFFF), (0x4E00, 0x9FFF),
    (0x2000, 0x2FFF), (0xAC00, 0xD7A3), (0xD800, 0xDFFF), (0x1F300, 0x1FAFF),
)  # fmt: skip
"""Ranges of characters; ASCII is drawn twice as often."""


def random_texts(count: int, seed: int = 1, fragments: Sequence[str] = FRAGMENTS) -> list[str]:
    """`count` texts of up to eight of `fragments` and random characters of every plane."""
    draw = random.Random(seed)

    def fragment() -> str:
        if draw.random() < 0.75:
            return draw.choice(fragments)
        low, high = draw.choice(PLANES)
        return "".join(chr(draw.randint(low, high)) for _ in range(draw.randint(1, 4)))

    return ["".join(fragment() for _ in range(draw.randint(0, 8))) for _ in range(count)]

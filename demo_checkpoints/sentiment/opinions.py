"""Short opinions on books, hotels, computers, meals, films, shops and daily life, put together from
`opinions.txt`, as many that praise as that complain.

The reviews leave a gap: the short ones among them nearly always complain, so that a short text
seems to complain whatever it says. These are short, of both kinds, and say the same thing with and
without a negation, before and after a "but".
"""

import re
from pathlib import Path
from random import Random

FILE = Path(__file__).with_name("opinions.txt")
ANY = "any"
CHOICE = re.compile(r"\[([^\[\]]*)\]")
NEITHER, SIGNS = "=", "-+"
"""What stands before a clause that tells neither, and before one of each label."""
TURNS = (
    "虽然{0}，但{1}", "虽说{0}，不过{1}", "尽管{0}，{1}", "{0}，但是{1}",
    "{0}，可是{1}", "{0}，不过{1}", "{0}，然而{1}", "本来听说{0}，没想到{1}",
    "别人都说{0}，我觉得{1}", "{0}是没错，可{1}", "{1}，虽然{0}",
    "{0}，总体来说{1}",
)  # fmt: skip
"""Two clauses of which the first speaks against the second, by whose label the text goes."""
BUT = (
    (
        "{1}，也就{0}", "{1}，唯一的优点是{0}", "除了{0}，{1}", "除了{0}，别的都不行",
        "{0}，可惜{1}", "{0}，结果{1}", "{0}，谁知{1}", "看着{0}，用起来{1}",
    ),
    (
        "{1}，就是{0}", "{1}，美中不足的是{0}", "{1}，唯一的缺点是{0}", "除了{0}，其他都很好",
        "{0}，还好{1}", "{0}，好在{1}", "{0}，但瑕不掩瑜，{1}", "{0}，倒也没关系，{1}",
    ),
)  # fmt: skip
"""More of these, for a complaint and for praise."""
OPENINGS = (
    "", "", "", "", "", "", "真的", "感觉", "个人觉得", "总之", "总的来说", "说实话，", "我觉得",
    "用下来", "第一次来，", "确实",
)  # fmt: skip
ENDS = "。", "。", "！", "", "~", "，", "！！", "……", "。。。"
JOINTS = "，", "，", "，", "。", "！", " ", "、", ","

Clauses = dict[str, dict[str, list[str]]]


def clauses() -> Clauses:
    """By subject and sign the lines of `opinions.txt`, with the choices in them."""
    subjects: Clauses = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            subject = subjects.setdefault(line[1:-1], {sign: [] for sign in NEITHER + SIGNS})
        elif line and not line.startswith("#"):
            subject[line[0]].append(line[2:])
    return subjects


def opinions(random: Random, number: int) -> dict[str, int]:
    """So many texts, each with its label: 0 for a complaint, 1 for praise, in equal numbers."""
    known, texts = clauses(), dict[str, int]()
    subjects = [subject for subject in known if subject != ANY]
    while len(texts) < number:
        label = len(texts) % 2
        texts.setdefault(_opinion(random, known, random.choice(subjects), label), label)
    return texts


def _opinion(random: Random, known: Clauses, subject: str, label: int) -> str:
    def clause(sign: str) -> str:
        about = ANY if sign != NEITHER and random.random() < 0.25 else subject
        return CHOICE.sub(
            lambda match: random.choice(match[1].split("|")), random.choice(known[about][sign])
        )

    parts = [clause(SIGNS[label]) for _ in range(random.choice((1, 1, 1, 2, 2, 3, 4, 6)))]
    if random.random() < 0.35:
        place = random.randrange(len(parts))
        parts[place] = random.choice(TURNS + BUT[label]).format(
            clause(SIGNS[1 - label]), parts[place]
        )
    if random.random() < 0.2:
        parts.insert(0, clause(NEITHER))
    text = random.choice(OPENINGS) + parts[0]
    for part in parts[1:]:
        text += random.choice(JOINTS) + part
    return text + random.choice(ENDS)

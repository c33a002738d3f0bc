"""Translation: a text in another language."""

from i18n import N_, Translate

from ..figures.texts import side_by_side
from ..metrics import TRANSLATION
from ..stand_in import bart
from ..task import DEMO_CHECKPOINTS, Example, Input, Item, Option, Row, Task
from ..text import BEAMS, cut_notes, write
from ..views import View


def answer(
    pipe,
    items: list[Item],
    src_lang: str = "",
    tgt_lang: str = "",
    max_new_tokens: int = 120,
    **generate,
) -> list[list[Row]]:
    """For each text [{"translation_text"}].

    A checkpoint of many languages needs both, in the codes of its tokenizer (`eng_Latn`); one
    of a single pair ignores them.
    """
    languages = {"src_lang": src_lang, "tgt_lang": tgt_lang}
    generate |= {name: code for name, code in languages.items() if code}
    return write(pipe, items, max_new_tokens=max_new_tokens, **generate)


def draw(item: Item, output: list[Row], _: Translate = str) -> list[View]:
    return [side_by_side(item["text"], output[0]["translation_text"], _)]


TASK = Task(
    name="translation",
    order=7,
    title=N_("Translation"),
    modality=N_("Text"),
    inputs=(
        Input("text", "lines", N_("Text, one per line"), "I would like a cup of tea.", 100_000),
    ),
    options=(
        Option(
            "src_lang",
            N_("From (language code)"),
            "",
            help=N_("Only for checkpoints of many languages."),
        ),
        Option("tgt_lang", N_("To (language code)"), ""),
        Option("max_new_tokens", N_("Max new tokens"), 120, 1, 1000),
        BEAMS,
    ),
    answer=answer,
    rows=list,
    draw=draw,
    notes=cut_notes,
    streams=True,
    examples=(
        Example(
            N_("On the way"),
            {
                "text": (
                    "Where is the station?",
                    "How much is this ticket?",
                    "My sister did not go to school yesterday.",
                    "I would like a red coat.",
                    "If it rains tomorrow, we will not play football.",
                )
            },
        ),
        Example(
            N_("At home"),
            {
                "text": (
                    "There are three cats under the tree.",
                    "Hedwig lives in Graz.",
                    "The doctor is drinking a cup of coffee.",
                    "Could you open the window?",
                )
            },
        ),
        Example(
            N_("Fails on: words and sentences that it has not met"),
            {
                "text": (
                    "The quick brown fox jumps over the lazy dog.",
                    "The stock market fell sharply on Tuesday.",
                    "Transformers are neural networks.",
                )
            },
        ),
        Example(
            N_("Fails on: two clauses, two sentences, long numbers"),
            {
                "text": (
                    "I don't like coffee, but I love tea.",
                    "It is cold. I want to go home.",
                    "This coat costs 1,500 euros.",
                )
            },
        ),
    ),
    checkpoint=DEMO_CHECKPOINTS / "translation",
    domain=N_("short everyday English sentences, one at a time, into Chinese"),
    columns={"translation_text": N_("Translation")},
    measure=TRANSLATION,
    stand_in=bart,
)

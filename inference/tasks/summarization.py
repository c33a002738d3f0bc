"""Summarization: a long text said in fewer words."""

from i18n import N_, Translate

from ..figures.texts import side_by_side
from ..metrics import SUMMARY
from ..stand_in import bart
from ..task import DEMO_CHECKPOINTS, Example, Input, Item, Option, Row, Task
from ..text import BEAMS, cut_notes, write
from ..views import View


def answer(pipe, items: list[Item], max_new_tokens: int = 120, **generate) -> list[list[Row]]:
    """For each text [{"summary_text"}]."""
    return write(pipe, items, max_new_tokens=max_new_tokens, **generate)


def draw(item: Item, output: list[Row], _: Translate = str) -> list[View]:
    return [side_by_side(item["text"], output[0]["summary_text"], _)]


TASK = Task(
    name="summarization",
    order=6,
    title=N_("Summarization"),
    modality=N_("Text"),
    inputs=(
        Input(
            "text",
            "text",
            N_("Text"),
            "Leeds beat Oxford by 3 goals to 1 on Sunday. The last goal was scored by Marco "
            "Rossi. The next match is in March.",
            100_000,
        ),
    ),
    options=(
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
            N_("A fire"),
            {
                "text": "A fire broke out in a hotel in Lisbon on Monday evening. 27 people were "
                "injured. Smoke could be seen from Porto. It took 140 firefighters several hours "
                "to put it out.",
            },
        ),
        Example(
            N_("Results of a company"),
            {
                "text": "Nowak Energy published its results for 2031 on Friday. It made 412 "
                "million dollars, 18 percent more than the year before. The company sells in 9 "
                "countries. Chief executive Emma Larsen thanked all 730 workers.",
            },
        ),
        Example(
            N_("A match"),
            {
                "text": "Leeds beat Oxford 3-1 on Sunday. Rain stopped the match for 25 minutes. "
                "Oscar Weber was sent off after 61 minutes. The last goal was scored by Marco "
                "Rossi. The next match is in March.",
            },
        ),
        Example(
            N_("Another kind of text: it copies the opening"),
            {
                "text": "Cats sleep for most of the day. They hunt at night and see well in "
                "the dark. A cat that purrs is often happy.",
            },
        ),
        Example(
            N_("Fails on: a name that stands twice"),
            {
                "text": "The city council of Leeds plans to build 300 homes near Oxford Road. It "
                "will cost 12 million pounds. Oxford Road will be closed for 9 months.",
            },
        ),
    ),
    checkpoint=DEMO_CHECKPOINTS / "summarization",
    domain=N_(
        "English reports of fires, storms, matches, festivals, finds, companies, councils and "
        "appointments"
    ),
    columns={"summary_text": N_("Summary")},
    metrics={
        "facts_right": N_("names and numbers right"),
        "nothing_invented": N_("no name or number invented"),
    },
    measure=SUMMARY,
    stand_in=bart,
)

"""The card of a trained model."""

import json

from i18n import N_, Translate, visible

from .training import Outcome, Training

CARD = N_(
    "# {title}\n\nTrained to tell apart {count} labels: {labels}.\n\n- **Data:** "
    "{data}: {train:,} examples for training, {held_out:,} held out, drawn "
    "at random with every label in both.\n- **Start:** {start}.\n- **Held "
    "out:** accuracy {accuracy:.3f} (95 %: {low:.3f} to {high:.3f}), macro "
    "F1 {f1:.3f}. Always answering with the most frequent label has accuracy "
    "{majority:.3f}. The state that was kept is the best on these same "
    "examples, so that on others it may do a little worse.\n- **Settings:** "
    "{settings}. {steps:,} of {of:,} steps were done.\n- **Limits:** it gives "
    "one of its labels to whatever it is asked; what differs from its "
    "examples in language, length or subject is answered all the same.\n\n    "
    'from transformers import pipeline\n\n    ask = pipeline("{pipeline}", '
    'model=".")\n\nTo put it on the Hub, in this folder:\n\n    hf upload '
    "YOUR-NAME/{name} .\n"
)
PIPELINES = {"texts": "text-classification", "pictures": "image-classification"}


def card(training: Training, outcome: Outcome, name: str, _: Translate = str) -> str:
    """The README.md of a trained model, in the language of the translating function.

    `name` is one that a command can have as it is.
    """
    values = training.values
    start = training.base.name or _(N_("random weights"))
    if training.values["lora"]:
        start = _(N_("{start}, with LoRA of rank {rank}")).format(start=start, rank=values["lora"])
    kind = PIPELINES[training.examples.kind]
    told = ("epochs", "learning_rate", "batch_size", "weight_decay", "seed")
    text = _(CARD).format(
        title=name,
        name=name,
        count=len(training.examples.names),
        labels=_(", ").join(map(_as_it_is, training.examples.names)),
        data=_as_it_is(training.examples.name),
        train=len(training.train),
        held_out=len(training.held_out),
        start=start,
        accuracy=outcome.figures["accuracy"],
        low=outcome.between[0],
        high=outcome.between[1],
        f1=outcome.figures["f1_macro"],
        majority=outcome.figures["majority"],
        settings=", ".join(f"{each} {values[each]:g}" for each in told),
        steps=outcome.steps,
        of=outcome.of,
        pipeline=kind,
    )
    head = {"library_name": "transformers", "pipeline_tag": kind}
    return (
        "---\n"
        + "".join(f"{key}: {json.dumps(value)}\n" for key, value in head.items())
        + f"---\n\n{text}"
    )


def _as_it_is(text: str) -> str:
    """A visitor's text as code: nothing in it is a sign of Markdown or HTML."""
    plain = visible(text).replace("`", "'")
    return f"`{plain}`"

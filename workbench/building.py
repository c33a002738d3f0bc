"""A configuration made a real model: initialised, saved, loaded again, and compared.

    from workbench import building

    config = '{"model_type": "bert", "hidden_size": 96, "num_attention_heads": 4}'
    built = building.build(config, "BertForMaskedLM", seed=0)
    built.difference    # of the outputs before saving and after loading: 0.0

The work is done in a child process, `workbench.construction`; nothing here imports torch.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import catalogue
from i18n import N_, Problem, Sentence
from inference.device import memory
from sandbox import GoOn, Limits, work

from . import construction

MOST_BYTES = 500_000_000
"""Of weights in float32: a checkpoint is kept on this server for as long as a visit."""
OF_FREE = 8
"""A model may take one part in so many of the free memory: it is there twice, and others build
too."""
LIMITS = Limits(memory=4_000_000_000, cpu=300, seconds=300, written=2 * MOST_BYTES)

PURPOSES = {
    "config.json": N_("The configuration: the class, and every number of the architecture"),
    "model.safetensors": N_("The weights: each tensor by its name"),
    "model.safetensors.index.json": N_("Which file holds which tensor"),
    "generation_config.json": N_("How it writes: what begins and ends a text, and how long it is"),
    "tokenizer.json": N_("The tokenizer: its vocabulary and all its stages"),
    "tokenizer_config.json": N_("The class of the tokenizer and its special tokens"),
    "special_tokens_map.json": N_("Which tokens are special"),
    "vocab.json": N_("The vocabulary of the tokenizer, with the IDs"),
    "vocab.txt": N_("The vocabulary of the tokenizer, a token a line"),
    "merges.txt": N_("The merges of the tokenizer, in order"),
    "preprocessor_config.json": N_("How a picture or a sound becomes numbers: size, mean, rate"),
    "processor_config.json": N_("What the processor does before the model"),
    "chat_template.jinja": N_("How a chat becomes one text"),
}
SHARD = re.compile(r"model-\d+-of-\d+\.safetensors")


@dataclass(frozen=True)
class Built:
    """A model that was made, and what came of saving and loading it.

    `output` is the one that was compared, of the same random input before and after, and
    `difference` the largest; None where the model takes more than an input of a kind, so that the
    weights alone were compared. `digests` are those of all weights, before and after.
    `prepared` says where the tokenizer or processor is from; `ran` are the tasks of
    `inference.tasks` that its pipeline has run, and `refused` those that it should, and why not.
    """

    folder: Path
    classname: str
    parameters: int
    seed: int
    output: str
    difference: float | None
    digests: tuple[str, str]
    prepared: Sentence
    ran: tuple[str, ...]
    refused: dict[str, Sentence]
    place: TemporaryDirectory[str]
    """Where the folder lies, unless it is moved, as long as this is kept."""

    @property
    def files(self) -> dict[str, tuple[int, str]]:
        """The files that were written: their bytes, and what they are for, translatable."""
        return {
            path.name: (path.stat().st_size, _purpose(path.name))
            for path in sorted(self.folder.iterdir())
        }


def classes(config: str, base: str = "") -> dict[str, tuple[str, ...]]:
    """The classes that an architecture can be built as, each with the pipelines of transformers
    that use it; the `base` model, where it is known, first. `config` is a config.json."""
    heads = catalogue.heads(_model_type(config))
    without: dict[str, tuple[str, ...]] = {base: ()} if base else {}
    return without | dict(zip(heads["class"], map(tuple, heads["tasks"])))


def usual_class(config: str) -> str:
    """The class that the examples of an architecture are of; "" where there is none."""
    models = catalogue.models()
    return next(iter(models.loc[models["model"] == _model_type(config), "example_head"]), "")


def most_parameters() -> int:
    """How many parameters may be built now, by the memory that is free."""
    _total, free = memory()
    return min(MOST_BYTES, free // OF_FREE) // 4


def build(config: str, classname: str, seed: int = 0, go_on: GoOn = lambda _done: True) -> Built:
    """Initialise the class of transformers called `classname` from a config.json, with random
    weights of a seed, save it to a new folder, load it again, and compare.

    A tokenizer or processor that suits it is saved beside it, where there is one.
    Raises `i18n.Problem` for a configuration that no model can have, for one that is too large, and
    for a class that is none.
    """
    place = TemporaryDirectory(prefix="atlas-built-", ignore_cleanup_errors=True)
    folder = Path(place.name) / "checkpoint"
    folder.mkdir()
    asked = (config, classname, seed, str(folder), most_parameters())
    found = work(construction.construct, *asked, go_on=go_on, limits=LIMITS)
    return Built(
        folder=folder,
        classname=classname,
        parameters=found["parameters"],
        seed=seed,
        output=found["output"],
        difference=found["difference"],
        digests=(found["before"], found["after"]),
        prepared=Sentence(found["prepared"][0], **found["prepared"][1]),
        ran=tuple(found["ran"]),
        refused={task: Sentence(said, **values) for task, (said, values) in found["refused"]},
        place=place,
    )


def script(built: Built) -> str:
    """The Python that does the same with transformers alone."""
    known = json.loads((built.folder / "config.json").read_bytes())
    kind = known.pop("model_type")
    dropped = ("transformers_version", "architectures", "dtype", "torch_dtype")
    kept = {name: value for name, value in known.items() if name not in dropped}
    return "\n".join(
        [
            "import torch",
            f"from transformers import AutoConfig, {built.classname}, set_seed",
            "",
            f"values = {kept!r}",
            f'config = AutoConfig.for_model("{kind}", **values)',
            f"set_seed({built.seed})",
            f"model = {built.classname}(config).eval()",
            "print(sum(each.numel() for each in model.parameters()))",
            'model.save_pretrained("checkpoint")  # config.json and model.safetensors',
            "",
            f'again = {built.classname}.from_pretrained("checkpoint", use_safetensors=True)',
            "weights, others = model.state_dict(), again.state_dict()",
            "print(all(torch.equal(weights[name], others[name]) for name in weights))",
        ]
    )


def _purpose(name: str) -> str:
    if SHARD.fullmatch(name):
        return N_("A part of the weights")
    return PURPOSES.get(name, "")


def _model_type(config: str) -> str:
    try:
        kind = json.loads(config).get("model_type")
    except (ValueError, AttributeError):
        kind = None
    if not isinstance(kind, str):
        raise Problem(N_("This is not a config.json: it has no model_type."))
    return kind

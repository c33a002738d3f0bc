"""TensorFlow and Flax, which left transformers after 4.57: the way from them, and to them.

All that is shown is what `python -m docs.frameworks` runs: the packages of an environment that
still has them, and the Python that converts. What that printed is in `docs/frameworks.md`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from string import Template
from textwrap import dedent

import catalogue

from .source import release

LAST = "4.57.6"
"""The last release with TensorFlow and Flax."""
PYTHON = "3.11"
"""The newest Python that this TensorFlow runs on."""

PACKAGES = {
    "pytorch": ("transformers==4.57.6", "torch==2.13.0", "numpy==1.26.4"),
    "tensorflow": ("tensorflow-cpu==2.15.1",),
    "flax": (
        "flax==0.7.0",
        "jax==0.4.13",
        "jaxlib==0.4.13",
        "optax==0.1.4",
        "scipy==1.12.0",
    ),
}
"""What is installed, by framework: the newest that 4.57.6 allows. Its `setup.py` asks for
tensorflow below 2.16, flax up to 0.7.0, jax up to 0.4.13 and scipy below 1.13."""


@dataclass(frozen=True)
class Framework:
    """How one of them is written: the prefix of its classes, and the file of its weights.

    `reader` is the function of transformers 4.57.6 that puts such a file into a PyTorch model, with
    the module that has it. `ids` and `state` are Python: token ids as it takes them, and the
    last hidden state as NumPy has it.
    """

    name: str
    prefix: str
    file: str
    module: str
    reader: str
    ids: str
    state: str


FRAMEWORKS = {
    "tensorflow": Framework(
        "TensorFlow",
        "TF",
        "tf_model.h5",
        "transformers.modeling_tf_pytorch_utils",
        "load_tf2_checkpoint_in_pytorch_model",
        "ids.numpy()",
        "output.last_hidden_state.numpy()",
    ),
    "flax": Framework(
        "Flax",
        "Flax",
        "flax_model.msgpack",
        "transformers.modeling_flax_pytorch_utils",
        "load_flax_checkpoint_in_pytorch_model",
        "ids.numpy()",
        "np.asarray(output.last_hidden_state)",
    ),
}
"""Those that left, by the column of `catalogue.support`."""

TO = Template(
    dedent("""\
    import numpy as np
    import torch
    from transformers import AutoModel, ${prefix}AutoModel

    model = ${prefix}AutoModel.from_pretrained("$source", from_pt=True)
    model.save_pretrained("$target")  # config.json and $file

    ids = torch.arange(1, 25).reshape(2, 12)
    output = model($ids)
    with torch.no_grad():
        before = AutoModel.from_pretrained("$source").eval()(ids).last_hidden_state.numpy()
    print("largest difference:", np.abs(before - $state).max())
    """)
)
FROM = Template(
    dedent("""\
    import numpy as np
    import torch
    from transformers import AutoConfig, AutoModel, ${prefix}AutoModel
    from $module import $reader

    # from_pretrained(..., from_$name=True) of 4.57.6 leaves the weights on the meta device:
    # the function that it calls puts them into a model that has memory.
    model = AutoModel.from_config(AutoConfig.from_pretrained("$source"))
    model = $reader(model, "$source/$file").eval()
    model.save_pretrained("$target")  # config.json and model.safetensors

    ids = torch.arange(1, 25).reshape(2, 12)
    output = ${prefix}AutoModel.from_pretrained("$source")($ids)
    with torch.no_grad():
        after = model(ids).last_hidden_state.numpy()
    print("largest difference:", np.abs(after - $state).max())
    # To compare with in transformers 5.
    np.savez("$target/state.npz", ids=ids.numpy(), state=after)
    """)
)
AFTER = Template(
    dedent("""\
    import numpy as np
    import torch
    from transformers import AutoModel

    kept = np.load("$target/state.npz")
    model = AutoModel.from_pretrained("$target").eval()
    with torch.no_grad():
        state = model(torch.from_numpy(kept["ids"])).last_hidden_state.numpy()
    print("largest difference:", np.abs(state - kept["state"]).max())
    """)
)


def environment(frameworks: Sequence[str], folder: str = "old") -> str:
    """The commands of a shell for an environment with transformers 4.57.6 and `frameworks`."""
    packages = [*PACKAGES["pytorch"], *(each for name in frameworks for each in PACKAGES[name])]
    lines = " \\\n    ".join(packages)
    return f"python{PYTHON} -m venv {folder}\n{folder}/bin/pip install \\\n    {lines}\n"


def to_framework(framework: str, source: str, target: str) -> str:
    """The Python, for that environment, that makes TensorFlow's or Flax's weights of PyTorch's."""
    return TO.substitute(_values(framework), source=source, target=target)


def to_pytorch(framework: str, source: str, target: str) -> str:
    """The Python, for that environment, that makes PyTorch's weights of TensorFlow's or Flax's."""
    return FROM.substitute(_values(framework), source=source, target=target)


def in_the_newest(target: str) -> str:
    """The Python that loads what `to_pytorch` saved in transformers 5, and compares."""
    return AFTER.substitute(target=target)


def _values(framework: str) -> dict[str, str]:
    how = FRAMEWORKS[framework]
    return vars(how) | {"name": {"TensorFlow": "tf", "Flax": "flax"}[how.name]}


@dataclass(frozen=True)
class Support:
    """What an architecture had: by framework the first and the last release, "" for never.

    Of the first that was read it is not known whether earlier ones had it: `catalogue.OR_BEFORE`
    stands before it.
    """

    model: str
    name: str
    spans: dict[str, tuple[str, str]]

    @property
    def had(self) -> list[str]:
        """Those that it had and that left, in the order of `FRAMEWORKS`."""
        return [framework for framework in FRAMEWORKS if self.spans[framework][1]]

    @property
    def converts(self) -> list[str]:
        """Those of them that 4.57.6 still has, so that the commands work."""
        return [framework for framework in self.had if self.spans[framework][1] == LAST]


def supported(model: str) -> Support:
    """Which releases had an architecture in which framework, of those that were read."""
    history = catalogue.history(model)
    spans = {}
    for framework in catalogue.FRAMEWORKS:
        there = history.index[history[framework].to_numpy(bool)]
        first = catalogue.OR_BEFORE if len(there) and there[0] == history.index[0] else ""
        spans[framework] = (f"{first}{there[0]}", there[-1]) if len(there) else ("", "")
    names = catalogue.models().set_index("model")["name"]
    return Support(model, str(names.get(model, model)), spans)


def with_frameworks() -> list[str]:
    """Architectures that ever had TensorFlow or Flax, in the order of model types."""
    models = catalogue.models()
    return list(models.loc[(models["tensorflow"] != "") | (models["flax"] != ""), "model"])


def newest() -> str:
    """The installed release, which has PyTorch alone."""
    return release()

"""Prove the commands of `workbench.frameworks` and write docs/frameworks.md: minutes, a network.

    python -m docs.frameworks                         # makes the environment, and drops it
    python -m docs.frameworks --environment FOLDER    # keeps it, or takes it as it is

A small BERT with random weights goes from PyTorch to TensorFlow and to Flax, and back; what came
back is loaded by the installed transformers. Nothing of it touches the project's own environment.
"""

import argparse
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent

from workbench import frameworks

PAGE = Path(__file__).parent / "frameworks.md"
BERT = dedent("""\
    import torch
    from transformers import BertConfig, BertModel

    torch.manual_seed(0)
    sizes = dict(hidden_size=64, num_hidden_layers=3, num_attention_heads=4, intermediate_size=128)
    BertModel(BertConfig(vocab_size=1000, **sizes)).save_pretrained("bert-pytorch")
    """)
PLAIN = dedent("""\
    from transformers import AutoModel

    model = AutoModel.from_pretrained("bert-tensorflow", from_tf=True)
    print("from_tf:", {str(each.device) for each in model.parameters()})
    model = AutoModel.from_pretrained("bert-flax", from_flax=True)
    print("from_flax:", {str(each.device) for each in model.parameters()})
    """)
VERSIONS = dedent("""\
    from importlib.metadata import version
    from platform import python_version

    names = "transformers torch tensorflow-cpu flax jax numpy".split()
    print("Python", python_version(), *(f"{name} {version(name)}" for name in names), sep=", ")
    """)
QUIET = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore"}
"""What TensorFlow says of the processor is left out, and so are warnings."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m docs.frameworks", description=__doc__)
    parser.add_argument("--environment", type=Path, metavar="FOLDER")
    kept = parser.parse_args().environment
    with TemporaryDirectory(prefix="frameworks-") as made:
        old = kept or Path(made) / "old"
        if not (old / "bin" / "python").exists():
            commands = frameworks.environment([*frameworks.FRAMEWORKS], str(old))
            subprocess.run(["bash", "-e"], input=commands, text=True, check=True)
        PAGE.write_text(page(old / "bin" / "python", Path(made)), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))


def page(old: Path, folder: Path) -> str:
    """The document, with what each step printed. `old` is the Python of the environment."""
    new = Path(sys.executable)
    blocks = [
        f"# TensorFlow and Flax\n\n{STORY}",
        f"Written by `python -m docs.frameworks` on {datetime.now(UTC):%Y-%m-%d}, with "
        f"{_run(old, VERSIONS, folder).strip()}; then transformers {frameworks.newest()}.",
        f"## The environment\n\n```bash\n{frameworks.environment([*frameworks.FRAMEWORKS])}```",
        _step("A small BERT with random weights", BERT, _run(old, BERT, folder)),
    ]
    for name, how in frameworks.FRAMEWORKS.items():
        away, back = f"bert-{name}", f"bert-back-from-{name}"
        for title, code, python in (
            (f"PyTorch to {how.name}", frameworks.to_framework(name, "bert-pytorch", away), old),
            (f"{how.name} to PyTorch", frameworks.to_pytorch(name, away, back), old),
            ("The same in transformers 5", frameworks.in_the_newest(back), new),
        ):
            blocks.append(_step(title, code, _run(python, code, folder)))
    title = f"What `from_tf=True` and `from_flax=True` do in {frameworks.LAST}"
    blocks.append(_step(title, PLAIN, _run(old, PLAIN, folder)))
    return "\n\n".join(blocks) + "\n"


STORY = dedent("""\
    transformers 5 has PyTorch alone. Weights of TensorFlow and Flax are converted in an environment
    of their own with 4.57.6, the last release that reads them. These are the commands that the
    page "Export" shows, run once on a small BERT. The numbers are the largest differences
    between the last hidden states of both sides, for two rows of twelve tokens.""")


def _run(python: Path, code: str, folder: Path) -> str:
    """What a program prints; CalledProcessError where it fails, after what it said."""
    command = [str(python), "-c", code]
    done = subprocess.run(command, cwd=folder, env=QUIET, capture_output=True, text=True)
    if done.returncode:
        print(done.stderr, file=sys.stderr)
    done.check_returncode()
    return done.stdout


def _step(title: str, code: str, printed: str) -> str:
    output = f"\n\n```text\n{printed.strip()}\n```" if printed.strip() else ""
    return f"## {title}\n\n```python\n{code}```{output}"


if __name__ == "__main__":
    main()

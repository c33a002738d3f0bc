"""Write the judged samples anew: `python -m demo_checkpoints.text_generation.samples`.

A line of `independent/samples.jsonl` is a prompt, `text`, and what the checkpoint writes after it
in the app's own pipeline with the `SETTINGS`, `written`. The judgement beside it stays where that
is still what it is about, and is emptied where it has changed.
"""

import json
from pathlib import Path
from typing import Any

import inference

FILE = Path(__file__).parent / "independent" / "samples.jsonl"
SETTINGS: dict[str, Any] = {"max_new_tokens": 48, "temperature": 0.8, "top_p": 0.95, "seed": 0}
"""Those with which the page starts; there is one sample of each prompt."""
UNJUDGED = {"good": "", "bad": "", "good_zh": "", "bad_zh": ""}
"""What a reader would say of a sample, in English and in Chinese."""

Sample = dict[str, str]


def written_anew(samples: list[Sample], checkpoint: Path) -> list[Sample]:
    """The samples as a checkpoint writes them on the CPU, with the judgements that still hold."""
    pipe = inference.load("text-generation", checkpoint, device="cpu")
    output = inference.run(pipe, [each["text"] for each in samples], **SETTINGS).output
    texts = [row["generated_text"] for (row,) in output]
    return [
        sample | {"written": text} | ({} if sample.get("written") == text else UNJUDGED)
        for sample, text in zip(samples, texts)
    ]


if __name__ == "__main__":
    samples = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
    samples = written_anew(samples, FILE.parents[1])
    lines = [json.dumps(sample, ensure_ascii=False) + "\n" for sample in samples]
    FILE.write_text("".join(lines), "utf-8")
    for sample in samples:
        print(sample["text"] + sample["written"], "" if sample["good"] else "(to be judged)")

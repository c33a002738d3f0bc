"""Which of several choices goes with a text: transformers has the models but no pipeline."""

import torch
from transformers import AutoModelForMultipleChoice

from .base import RestoredPipeline


class MultipleChoicePipeline(RestoredPipeline):
    """Score the choices that may follow a text.

        pipe({"text": "It began to rain, so she opened", "choices": ["her umbrella.", "a can."]})
        [{"choice": "her umbrella.", "score": 0.97}, {"choice": "a can.", "score": 0.03}]

    The scores are a softmax over the choices and sum to 1.
    """

    auto_models = (AutoModelForMultipleChoice,)

    def _sanitize_parameters(self):
        return {}, {}, {}

    def preprocess(self, inputs: dict) -> dict:
        choices = inputs["choices"]
        encoded = self.tokenizer(
            [inputs["text"]] * len(choices),
            choices,
            padding=True,
            truncation=True,
            return_tensors="pt",
        )
        # (choices, tokens) -> (1, choices, tokens)
        return {"choices": choices, **{name: ids[None] for name, ids in encoded.items()}}

    def _forward(self, inputs: dict) -> dict:
        choices = inputs.pop("choices")
        return {"choices": choices, "logits": self.model(**inputs).logits}

    def postprocess(self, outputs: dict) -> list[dict]:
        scores = torch.softmax(outputs["logits"][0].float(), dim=-1).tolist()
        rows = [
            {"choice": choice, "score": score} for choice, score in zip(outputs["choices"], scores)
        ]
        return sorted(rows, key=lambda row: -row["score"])

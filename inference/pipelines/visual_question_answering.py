"""A question about a picture, answered by one of the model's labels or in its own words."""

from PIL import Image
from transformers import (
    AutoModelForImageTextToText,
    AutoModelForVisualQuestionAnswering,
    GenerationConfig,
)

from .base import RestoredPipeline


class VisualQuestionAnsweringPipeline(RestoredPipeline):
    """Answer a question about a picture.

        pipe(image=picture, question="What colour is the cup?", top_k=2)
        [{"score": 0.9, "answer": "red"}, {"score": 0.05, "answer": "brown"}]

    A model that generates gives [{"answer": ...}] without a score. Lists of pictures or
    questions are combined, every question with every picture; a dict with both, or a list of
    dicts, may stand in their place. Options, as in transformers 4.57.6: `top_k` (5),
    `padding`, `truncation`. Unlike there, a picture is a `PIL.Image`, never a path or a URL.
    """

    auto_models = (AutoModelForVisualQuestionAnswering, AutoModelForImageTextToText)
    _pipeline_calls_generate = True
    # Here `top_k` counts answers; it is no way to sample tokens.
    _non_generation_params = ("top_k",)
    _load_image_processor = True
    _default_generation_config = GenerationConfig(max_new_tokens=256)

    def _sanitize_parameters(self, top_k=None, padding=None, truncation=None, **generate):
        preprocess = {"padding": padding, "truncation": truncation}
        preprocess = {name: value for name, value in preprocess.items() if value is not None}
        return preprocess, generate, {} if top_k is None else {"top_k": top_k}

    def __call__(self, image, question: str | list[str] | None = None, **kwargs):
        if question is None:
            return super().__call__(image, **kwargs)
        images = image if isinstance(image, list) else [image]
        questions = question if isinstance(question, list) else [question]
        pairs = [{"image": each, "question": text} for text in questions for each in images]
        single = images is not image and questions is not question
        return super().__call__(pairs[0] if single else pairs, **kwargs)

    def preprocess(self, inputs: dict, padding=False, truncation=False):
        image = inputs["image"]
        if not isinstance(image, Image.Image):
            raise TypeError(f"a picture is a PIL.Image, not {type(image).__name__}")
        encoded = self.tokenizer(
            inputs["question"], return_tensors="pt", padding=padding, truncation=truncation
        )
        pixels = self.image_processor(images=image.convert("RGB"), return_tensors="pt")
        encoded.update(pixels.to(self.dtype))
        return encoded

    def _forward(self, model_inputs, **generate):
        if self.model.can_generate():
            return self.model.generate(**model_inputs, **self._prepare_generate_kwargs(generate))
        return self.model(**model_inputs)

    def postprocess(self, model_outputs, top_k=5):
        if self.model.can_generate():
            return [
                {"answer": self.tokenizer.decode(ids, skip_special_tokens=True).strip()}
                for ids in model_outputs
            ]
        probabilities = model_outputs.logits.sigmoid()[0]
        scores, ids = probabilities.topk(min(top_k, self.model.config.num_labels))
        return [
            {"score": score, "answer": self.model.config.id2label[label]}
            for score, label in zip(scores.tolist(), ids.tolist())
        ]

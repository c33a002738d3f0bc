"""Text in, text out, by an encoder and a decoder: summarization, translation and their kin."""

import warnings

from transformers import AutoModelForSeq2SeqLM, GenerationConfig

from .base import RestoredPipeline


class Text2TextPipeline(RestoredPipeline):
    """Generate a text from a text.

        pipe("a text")            # [{"generated_text": ...}], one entry a returned sequence
        pipe(["a text", "b"])     # a list of them, flat where there is one sequence a text

    Options, as in transformers 4.57.6: `truncation`, `return_tensors`, `return_text`,
    `clean_up_tokenization_spaces`, `stop_sequence`, and everything that `generate` takes.
    What is not given comes from the model's configuration for this task
    (`task_specific_params`), its generation configuration, then: at most 256 new tokens,
    4 beams. The configuration's prefix ("summarize: ") is put before every text.
    """

    auto_models = (AutoModelForSeq2SeqLM,)
    _pipeline_calls_generate = True
    _default_generation_config = GenerationConfig(max_new_tokens=256, num_beams=4)
    return_name = "generated"
    prefix: str | None

    def __init__(self, *args, task: str = "", **kwargs):
        super().__init__(*args, task=task, **kwargs)
        chosen = _task_parameters(self.model.config, task)
        self.prefix = chosen.pop("prefix", self.prefix)
        self._chosen = chosen

    def _sanitize_parameters(
        self,
        *,
        return_tensors=None,
        return_text=None,
        return_type=None,
        clean_up_tokenization_spaces=None,
        truncation=None,
        stop_sequence=None,
        **generate,
    ):
        preprocess = {} if truncation is None else {"truncation": truncation}
        postprocess = {}
        if return_tensors is not None or return_type is not None:
            postprocess["tensors"] = bool(return_tensors) or return_type == "tensors"
        if clean_up_tokenization_spaces is not None:
            postprocess["clean_up_tokenization_spaces"] = clean_up_tokenization_spaces
        if stop_sequence is not None:
            ids = self.tokenizer.encode(stop_sequence, add_special_tokens=False)
            if len(ids) > 1:
                warnings.warn(
                    "Generation stops at one token, not at a sequence of them: it will stop at "
                    f"{self.tokenizer.decode(ids[0])!r}.",
                    stacklevel=2,
                )
            generate["eos_token_id"] = ids[0]
        return preprocess, generate, postprocess

    def __call__(self, inputs, **kwargs):
        results = super().__call__(inputs, **kwargs)
        if isinstance(inputs, list) and all(len(sequences) == 1 for sequences in results):
            return [sequences[0] for sequences in results]
        return results

    def preprocess(self, text: str | list[str], truncation=False):
        prefix = self.prefix or ""
        texts = prefix + text if isinstance(text, str) else [prefix + each for each in text]
        encoded = self.tokenizer(
            texts, padding=isinstance(text, list), truncation=truncation, return_tensors="pt"
        )
        encoded.pop("token_type_ids", None)  # `generate` refuses them
        return encoded

    def _forward(self, model_inputs, **generate):
        if "generation_config" not in generate:
            generate = self._defaults() | self._chosen | self._generate_kwargs | generate
        count = model_inputs["input_ids"].shape[0]
        output = self.model.generate(**model_inputs, **generate)
        return {"output_ids": output.reshape(count, len(output) // count, *output.shape[1:])}

    def _defaults(self) -> dict:
        """The pipeline's defaults for what the model's generation configuration leaves open."""
        own = self.model.generation_config.to_diff_dict()
        defaults = {
            key: self._generation_defaults[key]
            for key in self._generation_defaults
            if key not in own
        }
        # A length that the model sets itself is kept, such as the 142 of BART for news.
        if own.get("max_length", 20) != 20:
            defaults.pop("max_new_tokens", None)
        return defaults

    def postprocess(self, model_outputs, tensors=False, clean_up_tokenization_spaces=False):
        sequences = model_outputs["output_ids"][0]
        if tensors:
            return [{f"{self.return_name}_token_ids": ids} for ids in sequences]
        return [
            {
                f"{self.return_name}_text": self.tokenizer.decode(
                    ids,
                    skip_special_tokens=True,
                    clean_up_tokenization_spaces=clean_up_tokenization_spaces,
                )
            }
            for ids in sequences
        ]


class SummarizationPipeline(Text2TextPipeline):
    """Summarize a text: [{"summary_text": ...}]. See `Text2TextPipeline`."""

    return_name = "summary"


class TranslationPipeline(Text2TextPipeline):
    """Translate a text: [{"translation_text": ...}]. See `Text2TextPipeline`.

    A model of many languages takes `src_lang` and `tgt_lang`, in the codes of its tokenizer;
    the task `translation_en_to_fr` names them too. A model of one pair ignores them. A plain
    `translation` takes the first pair that the model's configuration describes.
    """

    return_name = "translation"

    def __init__(self, model, *args, task: str = "translation", **kwargs):
        if task == "translation":
            described = getattr(model.config, "task_specific_params", None) or {}
            task = next((name for name in described if name.startswith(task)), task)
        super().__init__(model, *args, task=task, **kwargs)

    def _sanitize_parameters(self, *, src_lang=None, tgt_lang=None, **kwargs):
        preprocess, forward, postprocess = super()._sanitize_parameters(**kwargs)
        if src_lang is None and tgt_lang is None:
            named = self.task.split("_")
            if len(named) == 4:  # translation, xx, to, yy
                src_lang, tgt_lang = named[1], named[3]
        languages = {"src_lang": src_lang, "tgt_lang": tgt_lang}
        preprocess |= {name: code for name, code in languages.items() if code is not None}
        return preprocess, forward, postprocess

    def preprocess(self, text, truncation=False, src_lang=None, tgt_lang=None):
        if hasattr(self.tokenizer, "_build_translation_inputs"):
            return self.tokenizer._build_translation_inputs(
                text,
                return_tensors="pt",
                truncation=truncation,
                src_lang=src_lang,
                tgt_lang=tgt_lang,
            )
        return super().preprocess(text, truncation=truncation)


def _task_parameters(config, task: str) -> dict:
    described = getattr(config, "task_specific_params", None) or {}
    return dict(described.get(task, {}))

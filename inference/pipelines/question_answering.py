"""Extractive question answering: the answer is a span of the context."""

import inspect
from collections.abc import Iterator

import numpy as np
import torch
from transformers import AutoModelForQuestionAnswering

from i18n import N_, Problem

from .base import ChunkPipeline, RestoredPipeline

OUTSIDE = -10_000.0
"""The logit of a token that cannot be in the answer."""


class QuestionAnsweringPipeline(RestoredPipeline, ChunkPipeline):
    """Find the answer to a question in a context, however long.

        pipe(question="Who wrote it?", context="Ada wrote it in 1843.")
        {"score": 0.98, "start": 0, "end": 3, "answer": "Ada"}

    `question` and `context` may be lists; one context serves a list of questions. A dict with
    both, or a list of dicts, may stand in their place. Options, as in transformers 4.57.6:

    - top_k (1): answers to return, best first; a list where there are several
    - doc_stride (128, at most half of max_seq_len): tokens that neighbouring windows share
    - max_answer_len (15): longest answer, in tokens
    - max_seq_len (384, at most what the model reads): tokens of a window with the question
    - max_question_len: accepted; a question is never cut
    - handle_impossible_answer (False): "" may be the answer, with the score of no answer
    - align_to_words (True): widen an answer to whole words
    - padding ("do_not_pad"): of the windows

    Offsets are characters of the context. Raises ValueError for empty input or options out
    of range, and `i18n.Problem` for a checkpoint whose tokenizer keeps no offsets.
    """

    auto_models = (AutoModelForQuestionAnswering,)
    default_input_names = "question,context"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.tokenizer.is_fast:
            raise Problem(
                N_(
                    "The tokenizer of this checkpoint keeps no character offsets, so an answer "
                    "cannot be found again in the context: choose a checkpoint with a fast one."
                )
            )

    def _sanitize_parameters(
        self,
        padding=None,
        top_k=None,
        doc_stride=None,
        max_answer_len=None,
        max_seq_len=None,
        max_question_len=None,
        handle_impossible_answer=None,
        align_to_words=None,
        **_inputs,
    ):
        for name, value in {"top_k": top_k, "max_answer_len": max_answer_len}.items():
            if value is not None and value < 1:
                raise ValueError(f"{name} parameter should be >= 1 (got {value})")
        preprocess = {"padding": padding, "doc_stride": doc_stride, "max_seq_len": max_seq_len}
        postprocess = {
            "top_k": top_k,
            "max_answer_len": max_answer_len,
            "handle_impossible_answer": handle_impossible_answer,
            "align_to_words": align_to_words,
        }
        return _given(preprocess), {}, _given(postprocess)

    def __call__(self, *args, **kwargs):
        examples = _examples(*args, **kwargs)
        kwargs = {key: kwargs[key] for key in kwargs.keys() - {"question", "context"}}
        # One example gives one answer, not a list of one.
        return super().__call__(examples[0] if len(examples) == 1 else examples, **kwargs)

    def preprocess(
        self, example: dict, padding="do_not_pad", doc_stride=None, max_seq_len=None
    ) -> Iterator[dict]:
        if max_seq_len is None:
            max_seq_len = min(self.tokenizer.model_max_length, 384)
        if doc_stride is None:
            doc_stride = min(max_seq_len // 2, 128)
        if doc_stride > max_seq_len:
            raise ValueError(
                f"`doc_stride` ({doc_stride}) is larger than `max_seq_len` ({max_seq_len})"
            )

        question_first = self.tokenizer.padding_side == "right"
        pair = (example["question"], example["context"])
        windows = self.tokenizer(
            *(pair if question_first else pair[::-1]),
            padding=padding,
            truncation="only_second" if question_first else "only_first",
            max_length=max_seq_len,
            stride=doc_stride,
            return_token_type_ids=True,
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
            return_special_tokens_mask=True,
        )
        names = {*self.tokenizer.model_input_names, "token_type_ids"}
        count = len(windows["input_ids"])
        for window in range(count):
            # 1 for a token that cannot be in the answer: all but the context (where that comes
            # first, 4.57.6 allows every token, and so does this) ...
            outside = [question_first and place != 1 for place in windows.sequence_ids(window)]
            for position, token in enumerate(windows["input_ids"][window]):
                # ... and [CLS], where a model puts the score of "no answer".
                if token == self.tokenizer.cls_token_id:
                    outside[position] = False
            yield {
                "example": example,
                "encoding": windows[window],
                "is_last": window == count - 1,
                "p_mask": torch.tensor([outside], dtype=torch.long),
                **{
                    name: torch.tensor([windows[name][window]]) for name in names if name in windows
                },
            }

    def _forward(self, inputs: dict) -> dict:
        model_inputs = {name: inputs[name] for name in self.tokenizer.model_input_names}
        if "use_cache" in inspect.signature(self.model.forward).parameters:
            model_inputs["use_cache"] = False
        output = self.model(**model_inputs)
        return {"start": output["start_logits"], "end": output["end_logits"], **inputs}

    def postprocess(
        self,
        windows: list[dict],
        top_k=1,
        handle_impossible_answer=False,
        max_answer_len=15,
        align_to_words=True,
    ) -> dict | list[dict]:
        no_answer = 1_000_000.0
        # Spans that are widened to the same words become one answer, so take more of them.
        wanted = top_k * 2 + 10 if align_to_words else top_k
        answers: dict[str, dict] = {}
        for window in windows:
            probable = _Spans(window)
            no_answer = min(no_answer, probable.no_answer)
            offset = self._padding_before(window)
            for start, end, score in probable.best(wanted, max_answer_len):
                span = self._characters(
                    window["encoding"], start - offset, end - offset, align_to_words
                )
                text = window["example"]["context"][slice(*span)]
                # The first place of an answer is kept, its scores are added up.
                answer = answers.setdefault(
                    text.lower(), {"score": 0.0, "start": span[0], "end": span[1], "answer": text}
                )
                answer["score"] += score
        best = list(answers.values())
        if handle_impossible_answer:
            best.append({"score": no_answer, "start": 0, "end": 0, "answer": ""})
        best = sorted(best, key=lambda answer: -answer["score"])[:top_k]
        return best[0] if len(best) == 1 else best

    def _padding_before(self, window: dict) -> int:
        """Padding tokens at the left of a window; its encoding was made without them."""
        if self.tokenizer.padding_side == "right":
            return 0
        return int((window["input_ids"] == self.tokenizer.pad_token_id).sum())

    def _characters(self, encoding, start: int, end: int, align: bool) -> tuple[int, int]:
        """First and last character (exclusive) of the tokens `start` to `end`, both included."""
        context = 1 if self.tokenizer.padding_side == "right" else 0
        if align:
            first, last = encoding.token_to_word(start), encoding.token_to_word(end)
            if first is not None and last is not None:  # some tokenizers know no words
                before = encoding.word_to_chars(first, sequence_index=context)
                after = encoding.word_to_chars(last, sequence_index=context)
                if before is not None and after is not None:
                    return before[0], after[1]
        return encoding.offsets[start][0], encoding.offsets[end][1]


class _Spans:
    """The probabilities of where the answer starts and ends in one window."""

    def __init__(self, window: dict):
        allowed = window["p_mask"].numpy() == 0
        if window.get("attention_mask") is not None:
            allowed &= window["attention_mask"].numpy() == 1
        self.start, self.end = (
            _softmax(np.where(allowed, window[side].float().numpy(), OUTSIDE))
            for side in ("start", "end")
        )
        self.no_answer = (self.start[0, 0] * self.end[0, 0]).item()
        self.start[0, 0] = self.end[0, 0] = 0.0
        self.allowed = allowed.nonzero()[1]

    def best(self, count: int, longest: int) -> Iterator[tuple[int, int, float]]:
        """The `count` most probable (start, end, probability), best first; fewer where a span
        is not allowed."""
        # start[i] * end[j] where i <= j < i + longest
        products = np.matmul(self.start[:, :, None], self.end[:, None, :])
        products = np.tril(np.triu(products), longest - 1)
        flat = products.flatten()
        if count == 1:
            order = np.array([np.argmax(flat)])
        elif len(flat) <= count:
            order = np.argsort(-flat)
        else:
            order = np.argpartition(-flat, count)[:count]
            order = order[np.argsort(-flat[order])]
        for start, end in zip(*np.unravel_index(order, products.shape)[1:]):
            if start in self.allowed and end in self.allowed:
                yield int(start), int(end), products[0, start, end].item()


def _softmax(logits: np.ndarray) -> np.ndarray:
    exponents = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return exponents / exponents.sum()


def _given(options: dict) -> dict:
    return {name: value for name, value in options.items() if value is not None}


def _examples(*args, question=None, context=None, **_options) -> list[dict]:
    """Every way to name questions and contexts, as a list of {"question", "context"}."""
    if len(args) == 2 and all(isinstance(arg, str) for arg in args):
        question, context, args = *args, ()
    if args:
        examples = args[0] if len(args) == 1 else list(args)
        examples = [examples] if isinstance(examples, dict) else list(examples)
    elif isinstance(question, list) and isinstance(context, list):
        if len(question) != len(context):
            raise ValueError("Questions and contexts don't have the same lengths")
        examples = [{"question": q, "context": c} for q, c in zip(question, context)]
    elif isinstance(question, list):
        examples = [{"question": q, "context": context} for q in question]
    else:
        examples = [{"question": question, "context": context}]
    for example in examples:
        for name in ("question", "context"):
            if not isinstance(example.get(name), str):
                raise ValueError(f"`{name}` should be a text")
            if not example[name]:
                raise ValueError(f"`{name}` cannot be empty")
    return examples

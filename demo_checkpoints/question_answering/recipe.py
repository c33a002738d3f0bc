"""Question answering over short paragraphs: a small BERT that points at the answer.

To find a name again the attention must compare words before it can do anything else. Two
helps that the finished model does not need: keys start equal to queries, so that a token
attends to its like from the first step; and a head that is thrown away says of every token
whether it stands in the sentence that answers.
"""

from pathlib import Path
from random import Random

import torch
from torch import nn
from torch.nn import functional
from transformers import AutoTokenizer, BertForQuestionAnswering, PreTrainedTokenizerFast

from .. import bert
from ..training import fit, seed_everything, write_card
from .paragraphs import Question, question

SEED = 0
STEPS, BATCH, LEARNING_RATE = 2100, 24, 2e-3
VOCABULARY, LONGEST, TEST = 1800, 192, 800


def questions(random: Random, number: int, held_out: bool) -> list[Question]:
    return [question(random, held_out) for _ in range(number)]


def encode(tokenizer: PreTrainedTokenizerFast, batch: list[Question]):
    """Inputs; first and last token of each answer (n, 2); and which tokens are of the
    sentence that answers (n, tokens), -1 outside the paragraph."""
    inputs = tokenizer(
        [row.question for row in batch], [row.context for row in batch],
        padding=True, truncation="only_second", return_tensors="pt", return_offsets_mapping=True,
    )  # fmt: skip
    offsets = inputs.pop("offset_mapping")
    bounds = torch.tensor([[row.start, row.end - 1, *row.sentence] for row in batch]).unsqueeze(1)
    start, end = offsets[..., 0], offsets[..., 1]
    context = (inputs.token_type_ids == 1) & (end > start)
    first = (context & (start <= bounds[..., 0]) & (bounds[..., 0] < end)).int().argmax(dim=1)
    last = (context & (start <= bounds[..., 1]) & (bounds[..., 1] < end)).int().argmax(dim=1)
    sentence = ((start >= bounds[..., 2]) & (end <= bounds[..., 3])).float()
    return inputs, torch.stack([first, last], dim=1), sentence.masked_fill(~context, -1)


def train(folder: Path) -> None:
    """Train on paragraphs drawn for each batch; write weights, tokenizer and card."""
    seed_everything(SEED)
    random = Random(SEED)
    seen = questions(Random(SEED + 1), 8000, held_out=False)
    texts = (text for row in seen for text in (row.question, row.context))
    tokenizer = bert.learn_tokenizer(texts, VOCABULARY, LONGEST)
    model = BertForQuestionAnswering(bert.configuration(len(tokenizer), LONGEST)).train()
    for layer in model.bert.encoder.layer:
        attention = layer.attention.self
        attention.key.weight.data.copy_(attention.query.weight.data)
    helper = nn.Linear(model.config.hidden_size, 1)

    def loss(_step: int) -> torch.Tensor:
        inputs, spans, sentence = encode(tokenizer, questions(random, BATCH, held_out=False))
        output = model(**inputs, output_hidden_states=True)
        found = helper(output.hidden_states[-1]).squeeze(-1)
        counts = sentence >= 0
        return (
            functional.cross_entropy(output.start_logits, spans[:, 0])
            + functional.cross_entropy(output.end_logits, spans[:, 1])
        ) / 2 + functional.binary_cross_entropy_with_logits(found[counts], sentence[counts])

    fit([*model.parameters(), *helper.parameters()], loss, STEPS, LEARNING_RATE)
    tokenizer.save_pretrained(folder)
    model.half().save_pretrained(folder)
    figures = evaluate(folder)
    text = CARD.format(
        parameters=model.num_parameters(), steps=STEPS, batch=BATCH, test=TEST, **figures
    )
    write_card(
        folder,
        text,
        task="question-answering",
        dataset="paragraphs of the recipe, names and wordings held out",
        figures=figures,
        license="mit",
        language="en",
    )


def evaluate(folder: Path) -> dict[str, float]:
    """Exact match with names held out and half of the wordings too; and with those of training."""
    new = questions(Random(SEED + 2), TEST, held_out=True)
    known = questions(Random(SEED + 3), TEST, held_out=False)
    return {"exact_match": _right(folder, new), "exact_match_known": _right(folder, known)}


def _right(folder: Path, rows: list[Question]) -> float:
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = BertForQuestionAnswering.from_pretrained(folder, dtype=torch.float32).eval()
    right = 0
    for start in range(0, len(rows), 50):
        inputs, spans, sentence = encode(tokenizer, rows[start : start + 50])
        with torch.inference_mode():
            output = model(**inputs)
        outside = sentence < 0
        pairs = (
            output.start_logits.masked_fill(outside, -1e9).unsqueeze(2)
            + output.end_logits.masked_fill(outside, -1e9).unsqueeze(1)
        ).triu()
        best = pairs.flatten(1).argmax(dim=1)
        guesses = torch.stack([best // pairs.shape[2], best % pairs.shape[2]], dim=1)
        right += (guesses == spans).all(dim=1).sum().item()
    return right / len(rows)


CARD = """# Question answering over short paragraphs

Points at the words of an English paragraph that answer a question. {parameters:,} parameters,
trained from nothing for Transformers Atlas.

- **Domain:** two to six sentences about people (where they were born and live, their
  profession, employer, studies, instrument, wedding), companies (founder, offices, products,
  employees, since when) and events (place, day, winner, visitors), and questions for one of
  these. It always answers, also where the paragraph does not say, or where the question is of
  another kind.
- **Limits:** it looks for the right kind of answer (a profession, a day, a number) and has not
  learned whose it is: where the same is told of two people it often names the wrong one, and
  it confuses where somebody was born with where they live. Right in {exact_match:.0%} of the
  held-out paragraphs, it is here to show the task, not to be relied on.
- **Data:** paragraphs and questions put together by `paragraphs.py` with the names of
  `world.py`; {steps:,} batches of {batch}, drawn anew each time.
- **Held out:** {test:,} paragraphs whose names have no word that was trained on, half of the
  questions and of the sentences that answer in wordings that were never trained on: exact
  match {exact_match:.3f} ({exact_match_known:.3f} with the names and wordings of training).
- **Licence:** MIT.

    python -m demo_checkpoints.train question_answering
    python -m demo_checkpoints.evaluate question_answering

For real work take `deepset/roberta-base-squad2` (English) or
`luhua/chinese_pretrain_mrc_roberta_wwm_ext_large` (Chinese).
"""

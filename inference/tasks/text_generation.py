"""Text generation: the model goes on writing where the prompt ends, or answers a chat."""

from collections.abc import Sequence
from typing import Any

from i18n import N_, Problem, Sentence, Translate

from ..metrics import GENERATED
from ..stand_in import gpt2
from ..task import DEMO_CHECKPOINTS, Example, Input, Item, Option, Row, Task
from ..views import View, Written

START_TOKENS = 48
NEW_TOKENS = N_("Max new tokens")
MOST_SAMPLES = 8


def answer(
    pipe,
    items: list[Item],
    max_new_tokens: int = START_TOKENS,
    do_sample: bool = True,
    temperature: float = 0.8,
    top_p: float = 0.95,
    seed: int = 0,
    chat: bool = False,
    stop: str | Sequence[str] = "",
    before: Sequence[Row] = (),
    num_return_sequences: int = 1,
    perplexity: bool = False,
    **generate,
) -> list[list[Row]]:
    """For each prompt its samples: what was written after it, without the prompt.

    A sample is {"generated_text", "seed", "tokens", "tokens_per_second", "units"}; its units are
    those of `inference.record.units`, and the speed is without the prompt. Sample by sample the
    seed is one more; the same seed writes the same text on the same device. Without `do_sample`
    there is one text to write, so there is one sample. With `perplexity` each has that of its
    prompt.

    With `chat` the prompt is the user's turn in the checkpoint's chat template, after the messages
    `before`. Generation ends early after `stop`, a text or several, and where the model has no
    position left. Raises `i18n.Problem` for a prompt that leaves it none.
    """
    sampling = {"do_sample": True, "temperature": temperature, "top_p": top_p}
    generate |= sampling if do_sample else {"do_sample": False}
    seeds = range(seed, seed + (num_return_sequences if do_sample else 1))
    hooks = generate.get("stopping_criteria", ())
    stops = [stop] if isinstance(stop, str) else stop
    outputs = []
    for item in items:
        prompt = _prompt(item, chat, before)
        tokens, limit = _tokens(pipe, prompt), _limit(pipe)
        if tokens >= limit:
            raise Problem(
                N_(
                    "This prompt has {tokens} tokens; the model has room for {limit}, with what it "
                    "writes: shorten it."
                ),
                tokens=tokens,
                limit=limit,
            )
        if ends := [_after(text, pipe.tokenizer, tokens) for text in stops if text]:
            generate["stopping_criteria"] = [*hooks, *ends]
        new = min(max_new_tokens, limit - tokens)
        generate["max_new_tokens"] = new
        samples = [_sample(pipe, prompt, seed, generate)]
        for each in seeds[1:]:
            if any(getattr(one, "stopped", False) for one in hooks):
                break
            samples.append(_sample(pipe, prompt, each, generate))
        if perplexity:
            known = {"perplexity": perplexity_of(pipe, prompt)}
            samples = [sample | known for sample in samples]
        outputs.append(samples)
    return outputs


def perplexity_of(pipe, prompt: str | list[Row]) -> float | None:
    """How many tokens the model hesitates between at each place of a prompt: e to the mean negative
    log probability of each token after those before it. None for a prompt of one token."""
    import torch

    ids = torch.tensor([_ids(pipe, prompt)], device=pipe.model.device)
    if ids.shape[1] < 2:
        return None
    return pipe.model(input_ids=ids, labels=ids).loss.float().exp().item()


def _after(text: str, tokenizer, prompt: int):
    """A criterion that ends what is written behind a prompt of so many tokens after `text`.

    That of transformers asks for the text of every token apart, which a tokenizer that replaces
    words does not have.
    """
    import transformers as t

    class After(t.StoppingCriteria):
        def __call__(self, input_ids, scores, **kwargs):
            written = tokenizer.batch_decode(input_ids[:, prompt:], skip_special_tokens=True)
            return input_ids.new_tensor([text in each for each in written], dtype=bool)

    return After()


def _sample(pipe, prompt: str | list[Row], seed: int, generate: dict[str, Any]) -> Row:
    import torch  # loaded long before a pipeline is

    from ..record import Record, units

    torch.manual_seed(seed)
    record = Record()
    others = generate.get("stopping_criteria", ()), generate.get("logits_processor", ())
    (row,) = pipe(prompt, return_full_text=False, **generate | record.hooks(*others))
    return row | {
        "seed": seed,
        "tokens": len(record.tokens),
        "tokens_per_second": record.per_second,
        "units": units(pipe.tokenizer, record),
    }


def _prompt(item: Item, chat: bool, before: Sequence[Row] = ()) -> str | list[Row]:
    return [*before, {"role": "user", "content": item["text"]}] if chat else item["text"]


def _limit(pipe) -> float:
    """How many tokens the model has positions for; no end where its configuration has none."""
    limit = getattr(pipe.model.config.get_text_config(), "max_position_embeddings", None)
    return limit if limit and limit > 0 else float("inf")


def _tokens(pipe, prompt: str | list[Row]) -> int:
    return len(_ids(pipe, prompt))


def _ids(pipe, prompt: str | list[Row]) -> list[int]:
    if isinstance(prompt, str):
        return pipe.tokenizer(prompt)["input_ids"]
    chat = pipe.tokenizer.apply_chat_template(prompt, add_generation_prompt=True, return_dict=True)
    return chat["input_ids"]


def room_notes(
    pipe,
    items: list[Item],
    max_new_tokens: int = START_TOKENS,
    chat: bool = False,
    before: Sequence[Row] = (),
    **_others,
) -> list[Sentence]:
    """A sentence for every prompt after which fewer tokens fit than were asked for."""
    limit = _limit(pipe)
    rooms = [limit - _tokens(pipe, _prompt(item, chat, before)) for item in items]
    return [
        Sentence(
            N_(
                "The model has room for {limit} tokens: after prompt {number} for {room}, fewer "
                "than the {wanted} of “{option}”."
            ),
            limit=limit,
            number=number,
            room=room,
            wanted=max_new_tokens,
            option=Sentence(NEW_TOKENS),
        )
        for number, room in enumerate(rooms, 1)
        if 0 < room < max_new_tokens
    ]


def draw(item: Item, output: list[Row], _: Translate = str) -> list[View]:
    return [Written(item["text"], tuple(output))]


TASK = Task(
    name="text-generation",
    order=2,
    title=N_("Text generation"),
    modality=N_("Text"),
    inputs=(Input("text", "text", N_("Prompt"), "明月"),),
    options=(
        Option("max_new_tokens", NEW_TOKENS, START_TOKENS, 1, 2000),
        Option(
            "do_sample",
            N_("Sample tokens at random"),
            True,
            help=N_("Off: always the most probable token, the same text every time."),
        ),
        Option("temperature", N_("Temperature"), 0.8, 0.05, 3.0, 0.05),
        Option("top_p", N_("Top p"), 0.95, 0.05, 1.0, 0.05),
        Option("seed", N_("Seed"), 0, 0, 2**31 - 1),
        Option(
            "num_return_sequences",
            N_("Samples"),
            1,
            1,
            MOST_SAMPLES,
            help=N_("Texts for one prompt, each with the next seed."),
        ),
        Option("stop", N_("Stop string"), ""),
        Option(
            "chat",
            N_("As a chat"),
            False,
            help=N_("For a checkpoint with a chat template: the prompt is the user's turn."),
        ),
        Option(
            "perplexity",
            N_("Perplexity of the prompt"),
            False,
            help=N_("How unlikely the model finds the prompt itself; the lower, the likelier."),
        ),
    ),
    answer=answer,
    rows=list,
    draw=draw,
    notes=room_notes,
    streams=True,
    examples=(
        Example(N_("Moonlight"), {"text": "明月"}),
        Example(N_("A spring morning"), {"text": "春风吹柳"}),
        Example(N_("Go on with two lines"), {"text": "白日依山尽，黄河入海流。"}),
        Example(N_("Fails on: modern language"), {"text": "我的电脑坏了"}),
    ),
    checkpoint=DEMO_CHECKPOINTS / "text_generation",
    glosses={
        "明月": "Bright moon",
        "春风吹柳": "The spring wind blows through the willows",
        "白日依山尽，黄河入海流。": (
            "The white sun sinks behind the hills, the Yellow River flows into the sea."
        ),
        "我的电脑坏了": "My computer is broken",
    },
    domain=N_(
        "Chinese quatrains of the Tang dynasty; what it writes mostly has their number of "
        "characters, but does not rhyme, and means nothing as a whole"
    ),
    metrics={
        "perplexity": N_("perplexity"),
        "perplexity_trigram": N_("baseline perplexity (trigrams)"),
        "in_form": N_("four lines of one length (rhyme not counted)"),
    },
    columns={
        "generated_text": N_("Text written"),
        "seed": N_("Seed"),
        "tokens": N_("Tokens"),
        "tokens_per_second": N_("Tokens a second"),
        "perplexity": N_("Perplexity of the prompt"),
    },
    measure=GENERATED,
    stand_in=gpt2,
)

"""A pipeline's chat template, which a checkpoint brings, is rendered in the sandbox."""

import pytest
from PIL import Image
from transformers.utils.chat_template_utils import render_jinja_template

import inference
from i18n import Problem

from . import hostile

TEMPLATE = (
    "{% for m in messages %}<|{{ m['role'] }}|>{% if m['content'] is string %}{{ m['content'] }}"
    "{% else %}{% for part in m['content'] %}[{{ part['type'] }}]{{ part['text'] }}{% endfor %}"
    "{% endif %}{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}{{ bos_token }}"
)
USER = [{"role": "user", "content": "床前明月光"}]


@pytest.fixture
def pipe():
    return inference.load("text-generation")


def test_a_template_lays_out_what_transformers_lays_out(pipe):
    tokenizer = pipe.pipeline.tokenizer
    text = tokenizer.apply_chat_template(
        USER, chat_template=TEMPLATE, add_generation_prompt=True, tokenize=False
    )
    (expected,), _places = render_jinja_template(
        [USER], chat_template=TEMPLATE, add_generation_prompt=True, **tokenizer.special_tokens_map
    )
    assert text == expected
    picture = {"type": "image", "image": Image.new("RGB", (9, 9))}
    several = [{"role": "user", "content": [picture, {"type": "text", "text": "?"}]}]
    laid_out = tokenizer.apply_chat_template(several, chat_template=TEMPLATE, tokenize=False)
    assert laid_out.startswith("<|user|>[image][text]?")
    pipe.pipeline.tokenizer.chat_template = TEMPLATE
    assert inference.run(pipe, "床前", chat=True, max_new_tokens=3).output


@pytest.mark.parametrize("template", ["1/0", "endless", "memory", "long"])
def test_a_template_that_does_harm_ends_in_a_sentence(pipe, template):
    chosen = {
        "1/0": ("{{ 1/0 }}", "does not take these messages: division by zero"),
        "endless": (list(hostile.TEMPLATES)[1], "more than 1 s"),
        "memory": (list(hostile.TEMPLATES)[2], "MB of memory"),
        "long": (list(hostile.TEMPLATES)[3], "more than 1,000,000 characters"),
    }
    pipe.pipeline.tokenizer.chat_template, sentence = chosen[template]
    with pytest.raises(Problem, match=sentence):
        inference.run(pipe, "床前", chat=True, max_new_tokens=3)

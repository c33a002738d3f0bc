"""Results that let one see: probabilities as the model gives them, and what an answer rests on."""

import json

import numpy as np
import pytest
import torch
from PIL import Image
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

import inference
from i18n import Problem
from inference import attribution, inputs, views
from inference.figures.attribution import heat, tinted
from inference.figures.sounds import waveform
from inference.job import Loaded
from inference.media import Audio
from inference.record import CANDIDATES, Record, Token, units
from inference.store import Store
from inference.table import table
from inference.tasks.speech_recognition import rows as speech_rows
from inference.tasks.speech_recognition import srt
from ui.pad import START, _opened

PROMPT = "白日依山尽，"


@pytest.fixture(scope="module")
def writer():
    return inference.load("text-generation", device="cpu")


def test_probabilities_are_those_of_the_model_before_temperature_and_top_p(writer):
    ((row,),) = inference.run(writer, PROMPT, temperature=2.0, top_p=0.3, seed=3).output
    model, tokenizer = writer.pipeline.model, writer.pipeline.tokenizer
    tokens = [token for unit in row["units"] for token in unit["tokens"]]
    assert row["tokens"] == len(tokens)
    text = "".join(unit["text"] for unit in row["units"] if not unit["special"])
    assert text == row["generated_text"]
    written = tokenizer.convert_tokens_to_ids([token["text"] for token in tokens])
    prompt = tokenizer(PROMPT)["input_ids"]
    with torch.inference_mode():
        logits = model(torch.tensor([prompt + written])).logits[0, len(prompt) - 1 : -1]
    chances = logits.softmax(-1)
    for token, expected, chosen in zip(tokens, chances, written):
        assert token["probability"] == pytest.approx(expected[chosen].item(), rel=1e-3, abs=1e-6)
        assert token["rank"] == int((expected > expected[chosen]).sum()) + 1
        best = expected.topk(CANDIDATES)
        shown = [chance for _text, chance in token["candidates"]]
        assert shown == pytest.approx(best.values.tolist(), rel=1e-3, abs=1e-6)
        names = tokenizer.convert_ids_to_tokens(best.indices.tolist())
        assert [name for name, _chance in token["candidates"]] == names


def test_a_seed_writes_the_same_text_again_and_samples_are_those_of_the_next_seeds(writer):
    (samples,) = inference.run(writer, PROMPT, num_return_sequences=3, seed=7).output
    assert [row["seed"] for row in samples] == [7, 8, 9]
    for row in samples:
        ((alone,),) = inference.run(writer, PROMPT, seed=row["seed"]).output
        assert alone["generated_text"] == row["generated_text"]
        assert alone["units"] == row["units"]
    assert len({row["generated_text"] for row in samples}) == 3
    json.dumps(samples, allow_nan=False)


def test_without_chance_there_is_one_sample_and_its_tokens_are_the_first(writer):
    ((row,),) = inference.run(writer, PROMPT, do_sample=False, num_return_sequences=5).output
    assert {token["rank"] for unit in row["units"] for token in unit["tokens"]} == {1}


def test_beams_write_a_text_without_candidates(writer):
    ((row,),) = inference.run(writer, PROMPT, do_sample=False, num_beams=3).output
    assert row["generated_text"]
    assert row["units"] == []
    assert row["tokens_per_second"] is None


def test_the_speed_counts_what_was_written_after_the_prompt(writer):
    run = inference.run(writer, "明月", max_new_tokens=40, eos_token_id=None)
    ((row,),) = run.output
    assert row["tokens"] == 40
    assert 39 / row["tokens_per_second"] < run.seconds
    ((row,),) = inference.run(writer, "明月", max_new_tokens=1).output
    assert row["tokens_per_second"] is None


def test_the_table_has_no_cell_of_tokens(writer):
    (samples,) = inference.run(writer, PROMPT, num_return_sequences=2).output
    frame = table(writer.task, inputs.items(writer.task, PROMPT), [samples])
    assert list(frame) == ["Input", "Text", "Text written", "Seed", "Tokens", "Tokens a second"]


def test_stop_ends_the_sample_that_is_written_and_begins_no_other():
    store = Store()
    loaded = Loaded("text-generation")
    job = store.submit(loaded, "明月", num_return_sequences=8, max_new_tokens=60, eos_token_id=None)
    while "\n" not in job.text and not job.over:
        job.wait(0.02)
    job.stop()
    (samples,) = job.wait(60).run.output
    assert 1 <= len(samples) < 8
    assert samples[0]["tokens"] == 60
    assert job.text.split() == [row["generated_text"] for row in samples]


TEXT = "猫 sat\non 狗👩‍🚀é<"


def byte_level() -> PreTrainedTokenizerFast:
    """A tokenizer to which every byte that is no ASCII letter is a token."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=260, special_tokens=["</s>"], initial_alphabet=alphabet
    )
    tokenizer.train_from_iterator(["sat on sat on"], trainer)
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="</s>")


def byte_fallback() -> PreTrainedTokenizerFast:
    """One as of Llama: what it has no piece for is bytes, and a space is ▁."""
    pieces = ["<unk>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), *"▁satonxyz"]
    vocabulary = {piece: at for at, piece in enumerate(pieces)}
    tokenizer = Tokenizer(models.BPE(vocabulary, [], byte_fallback=True, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="never", split=False)
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
    )
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="</s>", unk_token="<unk>")


def recorded(tokenizer, prompt: str, text: str, cut: int = 0) -> Record:
    """As if a model had written `text`, each token with itself and "s" as its candidates."""
    record = Record()
    record.prompt = tokenizer(prompt)["input_ids"]
    other = tokenizer.convert_tokens_to_ids("s")
    for token in tokenizer(text)["input_ids"][: -cut or None]:
        record.tokens.append(Token(token, 0.5, 1, ((token, 0.5), (other, 0.25))))
    return record


@pytest.mark.parametrize("tokenizer", [byte_level(), byte_fallback()], ids=["bytes", "fallback"])
def test_tokens_of_one_character_are_read_together(tokenizer):
    record = recorded(tokenizer, "狗 ", TEXT + "</s>")
    found = units(tokenizer, record)
    assert "".join(unit["text"] for unit in found[:-1]) == TEXT
    assert found[-1]["special"]
    assert sum(len(unit["tokens"]) for unit in found) == len(record.tokens)
    (cat,) = (unit for unit in found if unit["text"] == "猫")
    assert [token["text"] for token in cat["tokens"]] == ["E7", "8C", "AB"]
    assert [token["candidates"][0][0] for token in cat["tokens"]] == ["E7", "8C", "猫"]
    assert "\ufffd" not in json.dumps(found, ensure_ascii=False)


@pytest.mark.parametrize("tokenizer", [byte_level(), byte_fallback()], ids=["bytes", "fallback"])
def test_a_character_that_was_not_finished_is_its_bytes(tokenizer):
    found = units(tokenizer, recorded(tokenizer, "a", "sat 猫", cut=1))
    assert found[-1]["text"] == "E7 8C"
    assert [token["text"] for token in found[-1]["tokens"]] == ["E7", "8C"]


@pytest.mark.parametrize(
    "left_out, read",
    [
        (1, ["sat", "8C AB", "on"]),
        (2, ["sat", "E7 AB", "on"]),
        (3, ["sat", "E7 8C", "on"]),
        (4, ["sat", "猫"]),
    ],
)
def test_bytes_that_are_no_character_leave_what_follows_readable(left_out, read):
    record = recorded(byte_level(), "a", "sat猫on")
    assert len(record.tokens) == 5
    del record.tokens[left_out]
    assert [unit["text"] for unit in units(byte_level(), record)] == read


def test_an_answer_that_never_changes_rests_on_nothing():
    picture = Image.fromarray(np.random.default_rng(0).integers(0, 255, (40, 30, 3), np.uint8))
    found = attribution.occlusion(lambda pictures: [0.7 for _picture in pictures], picture)
    assert np.array(found["drops"]).shape == (attribution.GRID, attribution.GRID)
    assert found["passes"] == attribution.GRID**2 + 1
    assert not np.any(found["drops"])
    found = attribution.leave_one_out(
        lambda texts: [0.7 for _text in texts], "ab", [(0, 1), (1, 2)]
    )
    assert [part["drop"] for part in found["drops"]] == [0, 0]


def test_an_answer_that_rests_on_one_place_is_found_there():
    picture = Image.new("RGB", (90, 60), "black")
    picture.paste("white", (60, 40, 90, 60))
    found = attribution.occlusion(
        lambda pictures: [np.asarray(shown)[50, 75, 0] / 255 for shown in pictures], picture
    )
    row = {"label": "corner", "score": 1.0, "attribution": found}
    drops = np.array(found["drops"])
    assert drops.max() > 0.8
    assert not drops[:4].any() and not drops[:, :4].any()
    strong = np.asarray(heat(picture, row).image, int)
    color = np.abs(strong[..., 0] - strong[..., 2])  # the ground is grey
    assert color[150, 230] > 100
    assert not color[:60, :60].any()


def test_a_patch_on_a_digit_matters_more_than_one_beside_it():
    pipe = inference.load("image-classification", device="cpu")
    samples = [path for path in pipe.task.samples("image") if path.stem.isdigit()]
    (plain,) = inference.run(pipe, samples[0]).output
    assert not any("attribution" in row for row in plain)
    for path in samples:
        ((best, *_others),) = inference.run(pipe, path, attribution=True).output
        assert best["label"] == path.stem
        assert best["attribution"]["score"] == pytest.approx(best["score"], abs=0.02)
        drops = np.array(best["attribution"]["drops"])
        edge = np.ones_like(drops, bool)
        edge[1:-1, 1:-1] = False
        assert drops[2:-2, 2:-2].max() > 5 * np.abs(drops[edge]).mean()


def test_the_model_is_asked_as_often_as_it_says():
    pipe = inference.load("image-classification", device="cpu")
    seen = []
    pipe.pipeline.model.register_forward_pre_hook(
        lambda _model, args, kwargs: seen.append(len(kwargs["pixel_values"])), with_kwargs=True
    )
    path = pipe.task.samples("image")[0]
    ((best, *_others),) = inference.run(pipe, path, attribution=True).output
    assert sum(seen) - 1 == best["attribution"]["passes"] == attribution.GRID**2 + 1
    assert f" {attribution.GRID**2 + 1} passes more" in attribution.EXPLAIN.help


def test_the_words_of_a_judgement_weigh_most():
    pipe = inference.load("sentiment-analysis", device="cpu")
    text = "这本书的内容非常失望。"
    ((best, *_others),) = inference.run(pipe, text, attribution=True).output
    parts = {
        text[part["start"] : part["end"]]: part["drop"] for part in best["attribution"]["drops"]
    }
    assert "".join(parts) == text
    assert max(parts, key=parts.get) in ("失望", "非常失望")
    for part in best["attribution"]["drops"]:
        ((*labels,),) = inference.run(pipe, text[: part["start"]] + text[part["end"] :]).output
        score = next(row["score"] for row in labels if row["label"] == best["label"])
        assert part["drop"] == pytest.approx(best["score"] - score, abs=1e-4)


def test_markup_in_a_text_that_is_tinted_stays_text():
    text = "<img src=x onerror=alert(1)> & fine"
    found = attribution.leave_one_out(lambda texts: [0.5] * len(list(texts)), text, [(0, 4)])
    html = tinted([(text, {"label": "<b>", "score": 0.5, "attribution": found})]).html
    assert "<img" not in html and "<b>" not in html


def test_what_is_too_large_to_be_asked_again_and_again_gets_a_sentence(monkeypatch):
    pipe = inference.load("sentiment-analysis", device="cpu")
    with pytest.raises(Problem, match="at most 128 can be left out"):
        inference.run(pipe, "好书。" * 100, attribution=True)
    run = inference.run(pipe, ["好书。" * 100, "好书。"], attribution=True)
    assert list(run.problems) == [0] and run.output[0][0]["label"] == "positive"
    monkeypatch.setattr(attribution, "MOST_PARAMETERS", 1000)
    with pytest.raises(Problem, match="at most 1,000"):
        inference.run(pipe, "好书。", attribution=True)


def test_a_text_of_one_token_rests_on_it():
    pipe = inference.load("sentiment-analysis", device="cpu")
    ((best, *_others),) = inference.run(pipe, "好", attribution=True).output
    assert len(best["attribution"]["drops"]) == 1


def test_a_browser_may_say_anything_of_a_drawing():
    assert _opened(START + "iVBORw0KGgo=") == b"\x89PNG\r\n\x1a\n"
    for other in ("", None, {}, START + "é", "data:text/html;base64,QQ==", "/etc/passwd", b"", 7):
        assert _opened(other) is None


def test_words_and_text_of_a_recording_are_handed_to_one_player():
    pipe = inference.load("asr", device="cpu")
    path = pipe.task.samples("audio")[0]
    (item,) = inputs.items(pipe.task, path)
    (output,) = inference.run(pipe, path).output
    spoken, *others = pipe.task.draw(item, output, str)
    assert " ".join(chunk["text"] for chunk in spoken.chunks) == spoken.text == output["text"]
    assert not any(isinstance(view, views.Sound) for view in others)
    (output,) = inference.run(pipe, path, timestamps=False).output
    assert pipe.task.draw(item, output, str)[0].chunks == ()


@pytest.mark.parametrize("stop", ["，", "。", "明"])
def test_a_text_ends_after_what_it_shall_end_after(stop):
    pipe = inference.load("text-generation")
    (sample,) = inference.run(pipe, "举头望明月", stop=stop, max_new_tokens=40, seed=3).output[0]
    whole = inference.run(pipe, "举头望明月", max_new_tokens=40, seed=3).output[0][0]
    written = sample["generated_text"]
    assert whole["generated_text"].startswith(written.strip()) or written in whole["generated_text"]
    assert written.strip().count(stop) == (1 if stop in whole["generated_text"] else 0)


def test_a_word_that_is_told_by_a_moment_stays_as_a_subtitle_until_the_next():
    words = [("three", 0.1, 0.14), ("one", 0.5, 0.54), ("four", 2.0, 3.5), ("six", 3.6, None)]
    chunks = [{"text": text, "timestamp": (start, end)} for text, start, end in words]
    times = [block.splitlines()[1] for block in srt(chunks, 5.0).split("\n\n")]
    assert times == [
        "00:00:00,100 --> 00:00:00,500",
        "00:00:00,500 --> 00:00:01,500",
        "00:00:02,000 --> 00:00:03,500",
        "00:00:03,600 --> 00:00:05,000",
    ]
    assert speech_rows({"text": "  "}) == []


def test_words_above_a_waveform_do_not_lie_on_each_other():
    words = [{"text": "seven", "timestamp": (at / 8, at / 8 + 0.04)} for at in range(16)]
    figure = waveform(Audio(np.zeros(16_000, "float32"), 8_000), chunks=words)
    lines = [each.yshift for each in figure.layout.annotations]
    assert len({*lines[:2]}) == 2 and lines[0] == lines[2]
    assert "sure of a word" in figure.layout.xaxis.title.text
    said = [{"text": "a", "timestamp": (0, 1)}]
    long = waveform(Audio(np.zeros(16_000, "float32"), 8_000), chunks=said)
    assert "sure" not in long.layout.xaxis.title.text

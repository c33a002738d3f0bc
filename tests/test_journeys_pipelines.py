"""The Pipelines page in Chromium: every demo task, Stop, batches, links and the Hub."""

import re
import zipfile
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
import torch
from playwright.sync_api import Page, expect
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM

import inference
from inference import checkpoints

from .conftest import run_button, settle
from .data_sets import spoken
from .hub_double import Double, serving
from .waiting import until

NOTES = list(inference.tasks())[:13]
TEXTS = ".stHtml p, .stHtml strong, .sample .token, .words .word"
DRAWN = f".js-plotly-plot .main-svg, .regions .row, {TEXTS}"


def run(page: Page, result: bool = True) -> None:
    settle(page)
    run_button(page).click()
    if result:
        expect(page.get_by_role("heading", name="Result", exact=True)).to_be_visible(timeout=60_000)
        settle(page)


def choose(page: Page, name: str) -> None:
    """Choose a task as a visitor does: its modality, then its title."""
    task = inference.task(name)
    title = task.title if task.has_demo else f"{task.title} · untrained stand-in"
    page.get_by_role("radio", name=task.modality, exact=True).click()
    box = page.get_by_role("combobox", name="Task")
    # The list is drawn anew with the modality; one that was opened before would close again.
    there = [other.title for other in inference.tasks().values() if other.modality == task.modality]
    expect(box).to_have_value(re.compile("|".join(map(re.escape, there))))
    settle(page)
    if box.input_value() != title:
        box.click()
        page.get_by_role("option", name=title, exact=True).click()
    expect(box).to_have_value(title)
    expect(page.get_by_role("heading", name="Result", exact=True)).not_to_be_visible()


def test_every_task_fits_one_screen_and_every_demo_draws_its_result(visit):
    page = visit("/pipelines", viewport={"width": 1440, "height": 900})
    main, button = page.get_by_test_id("stMain"), run_button(page)
    for task in inference.tasks():
        choose(page, task)
        settle(page)
        before = button.bounding_box()
        assert before["y"] + before["height"] < 880, task
        assert page.locator(".st-key-place-of-results").bounding_box()["y"] < 400, task
        if task not in NOTES:
            continue
        run(page)
        expect(main, task).to_contain_text(re.compile(r"\d\.\d{3} s"))
        expect(main, task).to_contain_text("B while it ran")
        expect(main.locator(DRAWN).first, task).to_be_visible()
        settle(page)
        heading = page.get_by_role("heading", name="Result", exact=True).bounding_box()
        drawn = page.locator(".st-key-result").locator(f"{DRAWN}, img, audio").first
        assert button.bounding_box() == before, task
        assert heading["y"] < 400 and drawn.bounding_box()["y"] < 700, task
        assert page.get_by_test_id("stException").count() == 0, task


def test_run_stands_right_under_the_input_on_a_phone(visit):
    page = visit("/pipelines?task=ner", viewport={"width": 390, "height": 844})
    text = page.get_by_label("Text", exact=True).bounding_box()
    button = run_button(page)
    under = button.bounding_box()
    assert under["y"] < 844 and under["y"] - text["y"] - text["height"] < 200
    choose(page, "object-detection")
    settle(page)
    picture = page.get_by_test_id("stImage").locator("img").bounding_box()
    first = page.get_by_role("radio", name="Crosses on water").bounding_box()
    assert first["x"] + first["width"] < picture["x"]
    under = button.bounding_box()
    assert under["y"] < 844 and under["y"] - picture["y"] - picture["height"] < 50


def test_the_sentiment_of_the_classic_three_sentences(visit):
    page = visit("/pipelines")
    sentences = ["我喜欢打游戏。", "我爱吃巧克力。", "我讨厌吃苦瓜。"]
    page.get_by_label("Text, one per line").fill("\n".join(sentences))
    page.get_by_label("Text, one per line").blur()
    run(page)
    chart = page.locator(".js-plotly-plot")
    expect(chart.locator(".annotation-text")).to_have_text(sentences)
    bars = [text.rsplit(" ", 1) for text in chart.locator(".bartext").all_text_contents() if text]
    winners = [label for label, share in bars if int(share.rstrip("%")) > 50]
    assert sorted(winners) == ["negative", "positive", "positive"]


def test_stop_keeps_what_is_finished_and_a_click_elsewhere_loses_nothing(visit, tmp_path):
    file = tmp_path / "many.csv"
    file.write_text("text\n" + "很好看\n" * 9_000, encoding="utf-8")
    page = visit("/pipelines?amount=batch")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("9,000 rows")).to_be_visible()
    run(page, result=False)
    stop = page.get_by_role("button", name="Stop")
    expect(stop).to_be_visible()
    page.get_by_text("Compare with a second checkpoint").click()
    expect(page.get_by_text(re.compile(r"\d+ of 9000"))).to_be_visible()
    stop.click()
    said = page.get_by_text(re.compile(r"Stopped: \d+ of 9000 inputs are finished"))
    expect(said).to_be_visible(timeout=10_000)
    finished = re.search(r"\d+", said.text_content())[0]
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("Download rows as CSV")).click()
    table = download.value.path().read_text("utf-8-sig").splitlines()
    assert len({row.split(",")[0] for row in table[1:]}) == int(finished) > 0


def test_a_link_restores_task_text_and_options_in_the_other_language(visit):
    page = visit("/pipelines?task=question-answering")
    page.get_by_label("Question", exact=True).fill("Where does she live?")
    page.get_by_label("Question", exact=True).press("Enter")
    page.get_by_role("button", name=re.compile("Device and options")).click()
    page.get_by_label("Answers").fill("2")
    page.get_by_label("Answers").press("Enter")
    expect(page).to_have_url(re.compile("top_k=2"))
    expect(page).to_have_url(re.compile("Where"))
    path = page.url[page.url.index("/pipelines") :]

    copied = visit(path + "&lang=zh")
    expect(copied.get_by_label("问题", exact=True)).to_have_value("Where does she live?")
    copied.get_by_role("button", name=re.compile("设备与选项")).click()
    expect(copied.get_by_label("答案数")).to_have_value("2")


def test_another_name_of_a_task_leads_to_it(visit):
    page = visit("/pipelines?task=token-classification")
    expect(page.get_by_role("combobox", name="Task")).to_have_value("Named entities")
    expect(page).to_have_url(re.compile("task=ner"))


def test_a_photo_and_a_recording_are_taken_and_run(visit):
    page = visit("/pipelines?task=image-classification")
    page.get_by_text("Camera", exact=True).click()
    page.wait_for_function("document.querySelector('video')?.videoWidth > 0")
    page.get_by_role("button", name="Take Photo").click()
    expect(page.get_by_role("button", name="Clear photo")).to_be_visible()
    run(page)
    expect(page.locator(".js-plotly-plot .bartext").first).to_be_visible()

    choose(page, "audio-classification")
    page.get_by_text("Microphone", exact=True).click()
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_test_id("stAudioInputWaveformTimeCode")).to_have_text(
        re.compile("00:0[2-9]")
    )
    page.get_by_role("button", name="Stop recording").click()
    expect(page.get_by_test_id("stAudioInput").get_by_role("button", name="Play")).to_be_visible()
    settle(page)
    run(page)
    expect(page.locator(".js-plotly-plot .bartext").first).to_be_visible()


def test_a_text_that_is_named_like_a_picture_gets_a_sentence(visit, tmp_path):
    file = tmp_path / "cat.png"
    file.write_text("This is no cat.")
    page = visit("/pipelines?task=image-classification")
    page.get_by_text("File", exact=True).click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_text("cat.png").wait_for()
    run(page, result=False)
    expect(page.get_by_role("alert")).to_contain_text("cannot be read as a picture")


def test_a_table_of_texts_becomes_a_table_of_answers(visit, tmp_path):
    file = tmp_path / "reviews.csv"
    file.write_text("id,text\n1,很好看\n2,很差，浪费时间\n3,不错\n", encoding="utf-8")
    page = visit("/pipelines?amount=batch")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("3 rows")).to_be_visible()
    run(page)
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("Download rows as CSV")).click()
    table = download.value.path().read_text("utf-8-sig")
    assert table.count("很好看") == 2
    assert "negative" in table


@pytest.fixture(scope="module")
def double(tmp_path_factory) -> Double:
    speech = spoken(tmp_path_factory.mktemp("speech") / "data/en/train-00000-of-00001.parquet")
    reviews = inference.task("sentiment-analysis").checkpoint
    return Double({"someone/reviews": reviews}, {"someone/speech": speech})


@pytest.fixture(scope="module")
def connected(serve, double, tmp_path_factory):
    """The address of an app that has a Hub on loopback and a folder with a slow writer."""
    root = tmp_path_factory.mktemp("own")
    slow_writer(root / "slow-writer")
    places = {"HF_HOME": str(root / "home"), checkpoints.ROOT: str(root)}
    with serving(double) as hub:
        yield serve(HF_ENDPOINT=hub, HF_HUB_OFFLINE="0", **places)


@pytest.fixture
def own(visit, connected):
    """Open a path of that app."""
    return partial(visit, at=connected)


def slow_writer(folder: Path) -> None:
    """A random model that writes for a minute and never comes to an end."""
    demo = inference.task("text-generation").checkpoint
    for file in demo.glob("tokenizer*"):
        folder.mkdir(exist_ok=True)
        (folder / file.name).write_bytes(file.read_bytes())
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(AutoTokenizer.from_pretrained(demo)),
        hidden_size=768,
        intermediate_size=2048,
        num_hidden_layers=4,
        num_attention_heads=8,
        eos_token_id=None,
    )
    LlamaForCausalLM(config).save_pretrained(folder)


def test_a_text_grows_while_it_is_written_and_stop_ends_it_at_once(own):
    page = own("/pipelines?task=text-generation&weights=local&text-generation.max_new_tokens=2000")
    run(page, result=False)
    written = page.locator(".stHtml").filter(has_text="明月")
    seen = set()

    def grown() -> bool:
        seen.add(len(written.last.text_content()) if written.count() else 0)
        return len(seen - {0}) >= 3

    until(grown, "a text that grows")
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_text("Stopped: this is what was written")).to_be_visible()
    # A token of this model is a character: far fewer were written than were asked for.
    tokens = page.locator(".sample .token")
    expect(tokens.first).to_be_visible()
    assert max(seen) - len("明月 ") <= tokens.count() < 1_000


def fetch(page: Page) -> str:
    """Download what the Hub double has; its size as the page announced it."""
    page.get_by_label("Search the Hub").fill("someone/reviews")
    page.get_by_label("Search the Hub").press("Enter")
    expect(page.get_by_text("licence mit")).to_be_visible()
    button = page.get_by_role("button", name=re.compile("Download [0-9.]+ [kM]B"))
    size = re.search(r"[0-9.]+ [kM]B", button.text_content())[0]
    button.click()
    return size


def test_a_slow_download_shows_how_far_it_is_and_a_missing_file_its_sentence(own, double):
    page = own("/pipelines?weights=hub")
    double.slow = "model.safetensors"
    whole = re.escape(fetch(page))
    received = re.compile(rf"someone/reviews: [0-9.]+ [kM]?B of {whole}")
    expect(page.get_by_text(received)).to_be_visible()
    page.get_by_role("button", name="Cancel", exact=True).click()
    expect(page.get_by_text("The download was cancelled")).to_be_visible()
    double.slow, double.missing = "", "model.safetensors"
    fetch(page)
    expect(page.get_by_role("alert").filter(has_text="is missing on the Hub")).to_be_visible()
    double.missing, double.broken = "", "model.safetensors"
    fetch(page)
    said = page.get_by_role("alert").filter(has_text="broke off")
    expect(said).to_contain_text("its whole files are kept", timeout=60_000)
    double.broken = ""


def test_a_checkpoint_from_the_hub_is_found_fetched_and_run(own):
    page = own("/pipelines?weights=hub")
    fetch(page)
    expect(page.get_by_text("Downloaded someone/reviews")).to_be_visible()
    expect(page.get_by_text("Revision 0123456789ab")).to_be_visible()
    run(page)
    expect(page.locator(".js-plotly-plot .bartext").first).to_be_visible()


def test_recordings_at_any_rate_in_a_zip_become_a_table_of_words(visit, tmp_path):
    sound = inference.open_audio(inference.task("asr").samples("audio")[0])
    with zipfile.ZipFile(tmp_path / "sounds.zip", "w") as archive:
        for rate in (8_000, 44_100):
            archive.writestr(f"at-{rate}.wav", sound.at(rate).wav())
    page = visit("/pipelines?task=asr&amount=batch")
    page.locator("input[type=file]").set_input_files(tmp_path / "sounds.zip")
    expect(page.get_by_text("sounds.zip")).to_be_visible()
    run(page)
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("Download rows as CSV")).click()
    table = pd.read_csv(download.value.path())
    assert set(table["File"]) == {"at-8000.wav", "at-44100.wav"}
    assert set(table["Input"]) == {1, 2}


def test_the_first_rows_of_a_data_set_of_the_hub_become_a_table_of_words(own):
    page = own("/pipelines?task=asr&amount=batch")
    page.get_by_text("Data set of the Hub", exact=True).click()
    box = page.get_by_label("Data set on the Hub")
    box.fill("nobody/nothing")
    box.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("The Hub has no data set 'nobody/nothing'")
    box.fill("someone/speech")
    box.press("Enter")
    expect(page.get_by_text("licence mit")).to_be_visible()
    page.get_by_role("button", name=re.compile("Download [0-9.]+ [kM]B")).click()
    expect(page.get_by_text("2 rows")).to_be_visible()
    run(page)
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("Download rows as CSV")).click()
    table = pd.read_csv(download.value.path())
    samples = inference.task("asr").samples("audio")[:2]
    assert set(table["File"]) == {path.name for path in samples}


def test_without_a_network_a_data_set_gets_one_sentence(visit):
    page = visit("/pipelines?task=asr&amount=batch&batch-from=dataset&lang=zh")
    box = page.get_by_label("Hub 上的数据集")
    box.fill("PolyAI/minds14")
    box.press("Enter")
    expect(page.get_by_role("alert")).to_have_count(1)
    expect(page.get_by_role("alert")).to_contain_text("请上传你自己的文件")

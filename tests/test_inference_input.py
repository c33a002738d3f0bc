"""Bad input gets one clear sentence, before a model sees it."""

import io
import re
import zipfile
from dataclasses import replace

import numpy as np
import pytest
import soundfile
from PIL import Image

import inference
from i18n import Problem
from inference import archives, checkpoints, media, stand_in, support, weights


def png(width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.new("1", (width, height)).save(file, "PNG")
    return file.getvalue()


def noise() -> bytes:
    file = io.BytesIO()
    pixels = np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def wav(seconds: float, loudness: float, rate: int = 8_000, kind: str = "FLAC") -> bytes:
    file = io.BytesIO()
    samples = loudness * np.sin(np.arange(int(seconds * rate)) / 5)
    soundfile.write(file, samples, rate, format=kind)
    return file.getvalue()


class Large(bytes):
    """A file that says it has a gigabyte without filling the memory of the test."""

    def __len__(self):
        return 10**9


@pytest.mark.parametrize(
    ("task", "value", "sentence"),
    [
        ("sentiment-analysis", "  ", "There is no text"),
        ("sentiment-analysis", "好" * 20_001, "20001 characters; at most 20000"),
        ("text-generation", "白日依山尽。" * 40, r"241 tokens; the model has room for 64"),
        ("question-answering", {"question": "Who?"}, "“Context” is empty"),
        ("question-answering", {"question": " ", "context": "Me."}, "“Question” is empty"),
        ("question-answering", "Who?", "several things together: question, context"),
        ("image-classification", None, "There is no picture"),
        ("image-classification", b"only text", "cannot be read as a picture"),
        ("image-classification", noise()[:900], "damaged or not complete"),
        ("image-classification", "/etc/passwd", "path or an address"),
        ("image-classification", "http://example.org/cat.png", "never opened"),
        ("image-classification", png(16_000, 12_500), "200 megapixels; 50 can be read"),
        ("automatic-speech-recognition", b"only text", "cannot be read as audio"),
        ("automatic-speech-recognition", wav(1, 0), "is silent"),
        ("automatic-speech-recognition", wav(0, 1, kind="WAV"), "holds no sound"),
        ("automatic-speech-recognition", wav(36_000, 0.1, rate=1_000), "600 minutes; 30"),
        ("automatic-speech-recognition", "/etc/passwd", "path or an address"),
    ],
)
def test_input_that_cannot_be_used_gets_a_sentence(task, value, sentence):
    with pytest.raises(Problem, match=sentence):
        inference.run(inference.load(task), value)


def test_a_gigabyte_is_refused():
    with pytest.raises(Problem, match="1000 MB; 100 can be read"):
        media.open_image(media_bytes := Large(png(8, 8)))
    assert len(media_bytes) == 10**9


@pytest.mark.parametrize(
    ("data", "sentence"),
    [(b"PK no zip", "as a ZIP"), (b"", "as a ZIP")],
)
def test_a_zip_that_is_none_gets_a_sentence(data, sentence):
    with pytest.raises(Problem, match=sentence):
        archives.unpacked("pictures.zip", data, 500)


def test_a_zip_that_would_fill_the_memory_is_not_unpacked():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(6):
            archive.writestr(f"{number}.png", bytes(100_000_000))
    with pytest.raises(Problem, match="too large"):
        archives.unpacked("bomb.zip", file.getvalue(), 500)


@pytest.fixture
def pickled(tmp_path):
    """A checkpoint folder whose weights are a pickle, alone in its parent."""
    import torch
    from transformers import BertConfig

    folder = tmp_path / "pickled"
    BertConfig(architectures=["BertForSequenceClassification"]).save_pretrained(folder)
    torch.save({"bert.embeddings": torch.zeros(1)}, folder / "pytorch_model.bin")
    return folder


def test_a_pickled_checkpoint_is_refused_and_never_offered(pickled, monkeypatch):
    with pytest.raises(Problem, match="safetensors"):
        inference.load("sentiment-analysis", pickled)
    monkeypatch.setenv(checkpoints.ROOT, str(pickled.parent))
    assert checkpoints.local(inference.task("sentiment-analysis")) == []


def test_a_checkpoint_that_is_not_there_or_of_another_kind_gets_a_sentence(monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(Problem, match="There is no checkpoint nobody/nothing"):
        inference.load("sentiment-analysis", "nobody/nothing")
    wrong = inference.task("sentiment-analysis").checkpoint
    for task in ("automatic-speech-recognition", "object-detection"):
        with pytest.raises(Problem, match="It was made for other tasks: Sentiment analysis"):
            inference.load(task, wrong)


def test_weights_larger_than_the_free_memory_are_refused_with_what_would_fit(monkeypatch):
    folder = inference.task("sentiment-analysis").checkpoint
    size = weights.weights_as(folder, "float32")
    for free, fits in ((size // 2 + 1, "bfloat16 .* fits"), (size // 4, "K parameters")):
        (cpu,) = (device for device in inference.devices() if device.name == "cpu")
        small = replace(cpu, memory_free=free)
        monkeypatch.setattr("inference.engine.choose", lambda name: small)  # noqa: B023
        with pytest.raises(Problem, match="too little memory") as said:
            inference.load("sentiment-analysis")
        assert re.search(fits, str(said.value))
    small = replace(cpu, memory_free=size // 2 + 1)
    monkeypatch.setattr("inference.engine.choose", lambda name: small)
    assert inference.load("sentiment-analysis", dtype="bfloat16").memory_bytes < size


def test_a_run_out_of_memory_says_what_was_asked_and_the_next_run_works():
    import torch

    pipe = inference.load("sentiment-analysis", device="cpu")
    task = pipe.task
    pipe.task = replace(task, answer=lambda *args, **options: torch.empty(10**14))
    with pytest.raises(Problem, match=r"asked for 400,000\.00 GB .* a batch of 8") as said:
        inference.run(pipe, ["好"] * 8, batch_size=8)
    assert "A batch of 4 needs" in str(said.value)
    assert "bfloat16" in str(said.value)
    pipe.task = task
    assert inference.run(pipe, "好").output


def test_names_of_checkpoints_are_looked_up_and_never_become_paths(monkeypatch, tmp_path):
    monkeypatch.setenv(checkpoints.ROOT, str(tmp_path))
    task = inference.task("sentiment-analysis")
    (tmp_path / "mine").symlink_to(task.checkpoint)
    assert checkpoints.find(task, "local", "mine").bytes > 100_000
    for name in ("../mine", str(task.checkpoint), "http://example.org"):
        with pytest.raises(Problem, match="no checkpoint"):
            checkpoints.find(task, "local", name)


def test_a_checkpoint_is_offered_for_the_tasks_that_its_model_can_do():
    tasks = inference.tasks()
    own = {
        name: task.checkpoint if task.has_demo else stand_in.folder(task)
        for name, task in tasks.items()
        if not task.missing
    }
    for name, folder in own.items():
        assert checkpoints.serves(folder, tasks[name]), name
    served = {
        one for one, task in tasks.items() if checkpoints.serves(own["sentiment-analysis"], task)
    }
    assert served == {"sentiment-analysis", "zero-shot-classification", "feature-extraction"}
    for name, model in {
        "image-segmentation": "Mask2FormerForUniversalSegmentation",
        "document-question-answering": "VisionEncoderDecoderModel",
        "table-question-answering": "BartForConditionalGeneration",
        "translation": "MarianMTModel",
        "text-generation": "GPT2LMHeadModel",
    }.items():
        assert model in support.models(name)
    assert "BertForSequenceClassification" not in support.models("fill-mask")


def test_other_names_of_a_task_lead_to_it():
    for name, other in {
        "text-classification": "sentiment-analysis",
        "token-classification": "ner",
        "vqa": "visual-question-answering",
        "translation_en_to_fr": "translation",
    }.items():
        assert inference.task(name).name == other
    with pytest.raises(Problem, match="no task 'nothing'"):
        inference.task("nothing")


def test_a_path_of_the_project_is_read_and_pictures_and_arrays_too():
    sample = inference.task("object-detection").samples("image")[0]
    image = media.open_image(sample)
    pipe = inference.load("image-classification")
    runs = inference.run(pipe, [sample, sample.read_bytes(), image, np.asarray(image)]).output
    assert runs[0] == runs[1] == runs[2] == runs[3]


def test_sounds_are_resampled_and_written():
    audio = media.open_audio(wav(1.0, 0.5, rate=44_100))
    assert audio.at(16_000).samples.size == pytest.approx(16_000, abs=2)
    again = media.open_audio(audio.wav())
    assert again.seconds == pytest.approx(1.0, abs=0.01)
    assert np.abs(again.samples - audio.samples).max() < 1e-3


def test_recordings_at_any_rate_are_heard_at_the_rate_of_the_model():
    pipe = inference.load("asr")
    rate = pipe.pipeline.feature_extractor.sampling_rate
    sound = media.open_audio(inference.task("asr").samples("audio")[0])
    sounds = [sound.at(other) for other in (11_025, 22_050, 44_100)]
    heard = inference.run(pipe, sounds, timestamps=False).output
    for one, output in zip(sounds, heard):
        assert one.rate != rate
        assert output["text"] == pipe.pipeline(one.for_pipeline(pipe.pipeline))["text"]


@pytest.mark.parametrize("task", ["audio-classification", "asr"])
def test_a_recording_of_a_blink_is_heard(task):
    pipe = inference.load(task)
    assert inference.run(pipe, media.open_audio(wav(0.02, 0.5))).output


def test_every_pipeline_of_the_installed_transformers_is_a_task():
    from transformers.pipelines import PIPELINE_REGISTRY

    for name in PIPELINE_REGISTRY.get_supported_tasks():
        assert inference.task(name).name in inference.tasks()


def test_a_video_file_is_decoded_and_a_text_is_not():
    import av

    frames = media.open_video(inference.task("video-classification").samples("video")[0])
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("mpeg4", rate=8)
        stream.width, stream.height = frames[0].size
        for frame in frames:
            container.mux(stream.encode(av.VideoFrame.from_image(frame)))
        container.mux(stream.encode())
    assert [frame.size for frame in media.open_video(file.getvalue())] == [
        frame.size for frame in frames
    ]
    with pytest.raises(Problem, match="cannot be read as a video"):
        media.open_video(b"only text")

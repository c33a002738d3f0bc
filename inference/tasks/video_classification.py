"""Video classification: what happens in a short video."""

from collections.abc import Iterator

from i18n import N_, Translate

from ..figures.pictures import filmstrip
from ..figures.scores import score_bars
from ..metrics import LABELS
from ..scene_words import SHAPES
from ..stand_in import HIDDEN, shapes
from ..task import Input, Item, Option, Part, Row, Task
from ..views import View


def answer(pipe, items: list[Item], top_k: int = 5, **batch) -> list[list[Row]]:
    """For each video its `top_k` labels, best first: {"label", "score"}.

    As many frames as the model reads are taken, evenly spread over the video.
    """
    count = pipe.model.config.num_frames
    outputs = []
    for item in items:
        frames = item["video"]
        spread = [frames[round(at * (len(frames) - 1) / max(1, count - 1))] for at in range(count)]
        # The pipeline itself opens files with a library of its own; these are decoded already.
        pixels = (pipe.video_processor or pipe.image_processor)([spread], return_tensors="pt")
        outputs.append(pipe.postprocess(pipe.forward(pixels.to(pipe.dtype)), top_k=top_k))
    return outputs


def draw(item: Item, output: list[Row], _: Translate = str) -> list[View]:
    return [filmstrip(item["video"]), score_bars(output, _, labels=TASK.labels)]


def stand_in() -> Iterator[Part]:
    import transformers as t

    config = t.VideoMAEConfig(
        image_size=32, patch_size=8, num_frames=4, tubelet_size=2, **HIDDEN, **shapes()
    )
    yield t.VideoMAEForVideoClassification(config)
    yield t.VideoMAEImageProcessorPil(
        size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32}
    )


TASK = Task(
    name="video-classification",
    order=23,
    title=N_("Video classification"),
    modality=N_("Multimodal"),
    inputs=(Input("video", "video", N_("Video")),),
    options=(Option("top_k", N_("Labels"), 5, 1, 100),),
    answer=answer,
    rows=list,
    draw=draw,
    labels=SHAPES,
    measure=LABELS,
    stand_in=stand_in,
)

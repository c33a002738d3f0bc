"""Video classification: what happens in a short video."""

from i18n import N_

from .. import figures
from ..task import Input, Option, Task


def answer(pipe, items: list[dict], top_k: int = 5, **batch) -> list[list[dict]]:
    """For each video its `top_k` labels, best first: {"label", "score"}.

    As many frames as the model reads are taken, evenly spread over the video.
    """
    count = pipe.model.config.num_frames
    outputs = []
    for item in items:
        frames = item["video"]
        chosen = [frames[round(at * (len(frames) - 1) / max(1, count - 1))] for at in range(count)]
        # The pipeline itself opens files with a library of its own; these are decoded already.
        pixels = (pipe.video_processor or pipe.image_processor)([chosen], return_tensors="pt")
        outputs.append(pipe.postprocess(pipe.forward(pixels.to(pipe.dtype)), top_k=top_k))
    return outputs


def draw(item: dict, output: list[dict], _=str):
    return [figures.filmstrip(item["video"]), figures.score_bars(output, _)]


TASK = Task(
    name="video-classification",
    title=N_("Video classification"),
    modality=N_("Multimodal"),
    inputs=(Input("video", "video", N_("Video")),),
    options=(Option("top_k", N_("Labels"), 5, 1, 100),),
    answer=answer,
    rows=list,
    draw=draw,
)

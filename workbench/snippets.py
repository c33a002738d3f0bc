"""The Python that loads a class for a task, gives it an input and reads its answer."""

import json
from collections.abc import Mapping
from string import Template
from textwrap import dedent
from types import MappingProxyType

from .classes import BASE, Head, forward, preparing

GIVEN: Mapping[str, object] = MappingProxyType(
    {
        "text": "Ada Lovelace wrote the first program in London.",
        "masked": "Paris is the capital of [MASK].",
        "prompt": "Once upon a time",
        "question": "Who wrote the first program?",
        "context": "In London, Ada Lovelace wrote the first program for a machine.",
        "choices": ["by Ada Lovelace", "by a machine"],
        "labels": ["history", "sport", "weather"],
        "next": "The machine was never built.",
        "seen": "What is in the picture?",
        "picture": "picture.jpg",
        "sound": "sound.wav",
        "video": "video.mp4",
    }
)
"""What is asked where nobody gives anything else: texts, and names of files."""


def _code(text: str) -> str:
    return dedent(text).strip() + "\n"


CLASSIFY = _code("""
    several = model.config.problem_type == "multi_label_classification"
    scores = logits.sigmoid() if several or len(logits) == 1 else logits.softmax(-1)
    for score, number in zip(*scores.topk(min(5, len(scores)))):
        print(f"{model.config.id2label[number.item()]}: {score:.1%}")
""")
GENERATE = _code("""
    inputs = tokenizer(text, return_tensors="pt", truncation=True)
    output = model.generate(**inputs, max_new_tokens=60)
    print(tokenizer.decode(output[0], skip_special_tokens=True))
""")
CONTINUE = _code("""
    text, chats = $prompt, bool(tokenizer.chat_template)
    if chats:  # it was trained on messages
        messages = [{"role": "user", "content": text}]
        text = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
    inputs = tokenizer(text, return_tensors="pt", add_special_tokens=not chats)
    output = model.generate(**inputs, max_new_tokens=60)
    print(tokenizer.decode(output[0, inputs.input_ids.shape[1] :], skip_special_tokens=True))
""")
POOLED = _code("""
    inputs = tokenizer($text, return_tensors="pt", truncation=True)
    with torch.no_grad():
        hidden = model(**inputs).last_hidden_state  # (1, tokens, width)
    mask = inputs.attention_mask[..., None]
    vector = (hidden * mask).sum(1) / mask.sum(1)  # the mean over all tokens
    print(vector.shape)
""")
ONE_TEXT = _code("""
    inputs = tokenizer($text, return_tensors="pt", truncation=True)
    with torch.no_grad():
        logits = model(**inputs).logits[0]
""")
FOLLOWS = _code("""
    # The model says whether one sentence follows from another: natural-language inference.
    text, labels = $text, $labels
    hypotheses = [f"This example is about {label}." for label in labels]
    inputs = tokenizer([text] * len(labels), hypotheses, return_tensors="pt", padding=True)
    numbers = {label.lower(): number for number, label in model.config.id2label.items()}
    with torch.no_grad():
        scores = model(**inputs).logits[:, numbers.get("entailment", -1)].softmax(0)
    for label, score in zip(labels, scores):
        print(f"{label}: {score:.1%}")
""")
SPANS = _code("""
    text = $text
    inputs = tokenizer(text, return_tensors="pt", return_offsets_mapping=True, truncation=True)
    offsets = inputs.pop("offset_mapping")[0].tolist()
    with torch.no_grad():
        numbers = model(**inputs).logits[0].argmax(-1).tolist()
    found, before = [], "O"
    for (start, end), number in zip(offsets, numbers):
        kind, _dash, label = model.config.id2label[number].rpartition("-")
        if start < end and label != "O":
            if kind == "I" and label == before:  # it goes on
                found[-1][1] = end
            else:
                found.append([start, end, label])
        before = label
    for start, end, label in found:
        print(f"{text[start:end]}: {label}")
""")
ANSWER = _code("""
    question, context = $question, $context
    inputs = tokenizer(
        question,
        context,
        return_tensors="pt",
        return_offsets_mapping=True,
        truncation="only_second",
    )
    offsets = inputs.pop("offset_mapping")[0].tolist()
    outside = torch.tensor([part != 1 for part in inputs.sequence_ids()])
    with torch.no_grad():
        outputs = model(**inputs)
    starts = outputs.start_logits[0].masked_fill(outside, float("-inf")).softmax(-1)
    ends = outputs.end_logits[0].masked_fill(outside, float("-inf")).softmax(-1)
    scores = torch.outer(starts, ends).triu().tril(29)  # an end not before its start, or far behind
    start, end = divmod(scores.argmax().item(), len(ends))
    print(context[offsets[start][0] : offsets[end][1]], f"{scores.max():.1%}")
""")
MASKED = _code("""
    text = $masked.replace("[MASK]", tokenizer.mask_token)
    inputs = tokenizer(text, return_tensors="pt")
    place = (inputs.input_ids[0] == tokenizer.mask_token_id).nonzero()[0].item()
    with torch.no_grad():
        scores = model(**inputs).logits[0, place].softmax(-1)
    for score, number in zip(*scores.topk(5)):
        print(f"{tokenizer.decode(number)}: {score:.1%}")
""")
DECIDE = _code("""
    question, choices = $question, $choices
    first = len(tokenizer(question).input_ids)  # the first token of a choice
    scores = []
    for choice in choices:
        inputs = tokenizer(f"{question} {choice}", return_tensors="pt")
        with torch.no_grad():
            logits = model(**inputs).logits[0, :-1].log_softmax(-1)
        chances = logits.gather(1, inputs.input_ids[0, 1:, None])
        scores.append(chances[first - 1 :].sum())
    for choice, score in zip(choices, torch.stack(scores).softmax(0)):
        print(f"{choice}: {score:.1%}")
""")
CHOOSE = _code("""
    question, choices = $question, $choices
    pairs = tokenizer([question] * len(choices), choices, return_tensors="pt", padding=True)
    with torch.no_grad():
        logits = model(**{name: value[None] for name, value in pairs.items()}).logits[0]
    for choice, score in zip(choices, logits.softmax(-1)):
        print(f"{choice}: {score:.1%}")
""")
NEXT = _code("""
    inputs = tokenizer($text, $next, return_tensors="pt")
    with torch.no_grad():
        follows, _random = model(**inputs).logits[0].softmax(-1)
    print(f"the second sentence follows the first: {follows:.1%}")
""")

TEXTS = {
    "AutoModelForSequenceClassification": ONE_TEXT + CLASSIFY,
    "zero-shot-classification": FOLLOWS,
    "AutoModelForTokenClassification": SPANS,
    "AutoModelForQuestionAnswering": ANSWER,
    "AutoModelForMaskedLM": MASKED,
    "AutoModelForCausalLM": CONTINUE,
    "decision": DECIDE,
    "AutoModelForSeq2SeqLM": "text = $text\n" + GENERATE,
    "AutoModelForMultipleChoice": CHOOSE,
    "AutoModelForNextSentencePrediction": NEXT,
    "AutoModelForTextEncoding": POOLED,
    BASE: POOLED,
}
"""What is done with a text, by the auto class, or by a task that uses one in another way. What
begins with $ stands for a value of `GIVEN`."""

SEEN = _code("""
    inputs = processor(images=picture, return_tensors="pt").to(model.dtype)
    with torch.no_grad():
        outputs = model(**inputs)
    size = picture.size[::-1]  # height, width
""")
BOXES = _code("""
    found = processor.post_process_object_detection(outputs, threshold=0.5, target_sizes=[size])[0]
    for score, number, box in zip(found["scores"], found["labels"], found["boxes"]):
        print(f"{model.config.id2label[number.item()]} {score:.1%}", box.round().tolist())
""")
AREAS = _code("""
    labels = processor.post_process_semantic_segmentation(outputs, target_sizes=[size])[0]
    for number, count in zip(*labels.unique(return_counts=True)):
        print(f"{model.config.id2label[number.item()]}: {count / labels.numel():.1%}")
""")
SEGMENTS = _code("""
    found = processor.post_process_panoptic_segmentation(outputs, target_sizes=[size])[0]
    for segment in found["segments_info"]:
        area = (found["segmentation"] == segment["id"]).float().mean()
        print(f"{model.config.id2label[segment['label_id']]}: {area:.1%}")
""")
DEPTH = _code("""
    depth = processor.post_process_depth_estimation(outputs, target_sizes=[size])[0]
    print(depth["predicted_depth"].shape)
""")

PICTURES = {
    "AutoModelForImageClassification": SEEN + "logits = outputs.logits[0]\n" + CLASSIFY,
    "AutoModelForObjectDetection": SEEN + BOXES,
    "AutoModelForSemanticSegmentation": SEEN + AREAS,
    "AutoModelForImageSegmentation": SEEN + SEGMENTS,
    "AutoModelForUniversalSegmentation": SEEN + SEGMENTS,
    "AutoModelForInstanceSegmentation": SEEN + SEGMENTS.replace("panoptic", "instance"),
    "AutoModelForDepthEstimation": SEEN + DEPTH,
    "AutoBackbone": SEEN + "print([tuple(each.shape) for each in outputs.feature_maps])\n",
    BASE: SEEN + "print(outputs.last_hidden_state.shape)\n",
}
"""The same with a picture."""

ASKED, WRITES = "AutoModelForVisualQuestionAnswering", "AutoModelForImageTextToText"
ABOUT = _code("""
    inputs = processor(images=picture, text=$seen, return_tensors="pt").to(model.dtype)
    with torch.no_grad():
        logits = model(**inputs).logits[0]
""")
SIGLIP = ("siglip", "siglip2")
"""They were trained on texts of one length, each of which may fit or not, whatever the others."""
LIKE = _code("""
    labels = $labels
    texts = [f"This is a photo of {label}." for label in labels]
    inputs = processor(images=picture, text=texts, return_tensors="pt", padding=True)
    with torch.no_grad():
        scores = model(**inputs).logits_per_image[0].softmax(-1)
    for label, score in zip(labels, scores):
        print(f"{label}: {score:.1%}")
""")
DESCRIBE = _code("""
    question = $seen
    if processor.chat_template:
        content = [{"type": "image", "image": picture}, {"type": "text", "text": question}]
        inputs = processor.apply_chat_template(
            [{"role": "user", "content": content}],
            add_generation_prompt=True,
            tokenize=True,
            return_dict=True,
            return_tensors="pt",
        )
    else:
        inputs = processor(images=picture, text=question, return_tensors="pt")
    output = model.generate(**inputs, max_new_tokens=60)
    print(processor.batch_decode(output, skip_special_tokens=True)[0])
""")
FINDS = "AutoModelForZeroShotObjectDetection"
FOUND = _code("""
    labels = $labels
    inputs = processor(images=picture, text=[labels], return_tensors="pt").to(model.dtype)
    with torch.no_grad():
        outputs = model(**inputs)
    size = picture.size[::-1]  # height, width
    found = processor.post_process_grounded_object_detection(
        outputs, threshold=0.1, target_sizes=[size], text_labels=[labels]
    )[0]
    for score, label, box in zip(found["scores"], found["text_labels"], found["boxes"]):
        print(f"{label}: {score:.1%}", box.round().tolist())
""")
BOTH = {
    ASKED: ABOUT + CLASSIFY,
    "AutoModelForZeroShotImageClassification": LIKE,
    WRITES: DESCRIBE,
}
"""The same with a picture and a text."""

HEARD = _code("""
    inputs = extractor(sound, sampling_rate=extractor.sampling_rate, return_tensors="pt")
    inputs = inputs.to(model.dtype)
    with torch.no_grad():
        outputs = model(**inputs)
""")
WRITTEN = _code("""
    inputs = extractor(sound, sampling_rate=extractor.sampling_rate, return_tensors="pt")
    inputs = inputs.to(model.dtype)
    output = model.generate(**inputs)
    print(tokenizer.decode(output[0], skip_special_tokens=True))
""")
SOUNDS = {
    "AutoModelForAudioClassification": HEARD + "logits = outputs.logits[0]\n" + CLASSIFY,
    "AutoModelForCTC": HEARD + "print(tokenizer.decode(outputs.logits[0].argmax(-1)))\n",
    "AutoModelForSpeechSeq2Seq": WRITTEN,
    BASE: HEARD + "print(outputs.last_hidden_state.shape)\n",
}
"""The same with a sound."""

SPEAKS, FORWARD = "AutoModelForTextToWaveform", "model(**inputs).waveform"
WAVEFORM = _code("""
    inputs = processor(text=$text, return_tensors="pt")
    with torch.no_grad():
        sound = model(**inputs).waveform
    rate = model.config.sampling_rate
    soundfile.write("said.wav", sound[0].float().squeeze().numpy(), rate)
    print(f"{sound.shape[-1] / rate:.1f} s in said.wav")
""")

FRAMES = "AutoModelForVideoClassification"
WATCHED = _code("""
    count = model.config.num_frames
    chosen = [frames[number * len(frames) // count] for number in range(count)]
    inputs = processor(chosen, return_tensors="pt").to(model.dtype)
    with torch.no_grad():
        logits = model(**inputs).logits[0]
""")

DECODES = {"AutoModelForCTC", "AutoModelForSpeechSeq2Seq"}
"""Auto classes of models that hear and answer with tokens."""
LOADED = _code("""
    print(type(model).__name__, "takes", model.main_input_name)
""")

Opening = tuple[list[str], str]
"""Imports, and lines that open a file."""
NOTHING: Opening = ([], "")
PICTURE: Opening = (
    ["from PIL import Image"],
    'picture = Image.open($picture).convert("RGB")\n',
)
VIDEO: Opening = (
    ["import av"],
    _code("""
        with av.open($video) as file:
            frames = [frame.to_image() for frame in file.decode(video=0)]
"""),
)
SOUND: Opening = (
    ["import soundfile", "import soxr"],
    _code("""
        sound, rate = soundfile.read($sound, dtype="float32")
        sound = sound.mean(1) if sound.ndim > 1 else sound
        sound = soxr.resample(sound, rate, extractor.sampling_rate)
"""),
)


def snippet(
    model_type: str,
    head: Head,
    checkpoint: str,
    task: str = "",
    given: Mapping[str, object] = MappingProxyType({}),
    by_name: bool = False,
    prepared: tuple[tuple[str, str], ...] = (),
) -> str:
    """The Python that loads `checkpoint` by the auto class of a head and runs it on an input.

    `task` matters where several use the class; `given` stands for what is in `GIVEN`. Where
    nothing is known of how a head is asked, the model is loaded and says what it takes. With
    `by_name` the classes themselves are imported, as far as the tables name them, or the files of
    the checkpoint: `Checkpoint.prepared`.
    """
    loaders, opening, body = _way(model_type, head, task)
    loaders |= {"model": head.auto}
    if by_name:
        classes = {each.auto: each.names[0] for each in preparing(model_type, prepared)}
        classes[head.auto] = head.name
        loaders = {name: classes.get(auto, auto) for name, auto in loaders.items()}
    imports, opened = opening
    names = ", ".join(sorted(set(loaders.values())))
    lines = [*imports, f"from transformers import {names}"]
    if "torch." in body:
        lines.append("import torch")
    lines.sort(key=lambda line: (line.startswith("from"), line))
    lines += ["", f"checkpoint = {_written(checkpoint)}"]
    for name, auto in loaders.items():
        lines.append(f"{name} = {auto}.from_pretrained(checkpoint)")
    values = {name: _written(value) for name, value in {**GIVEN, **given}.items()}
    return "\n".join([*lines, "", Template(opened + body).substitute(values)])


def _written(value: object) -> str:
    """A text or a list of texts as Python, with double quotes."""
    return json.dumps(value, ensure_ascii=False)


def _way(model_type: str, head: Head, task: str) -> tuple[dict[str, str], Opening, str]:
    """What is loaded beside the model, by its name; what is opened; and what is done with it."""
    auto, found = head.auto, forward(head, model_type)
    takes, gives = (found.takes, found.fields) if found else ((), ())
    first = takes[0] if takes else ""
    if auto == ASKED and found and found.output != "SequenceClassifierOutput":
        auto = WRITES  # it does not choose among known answers
    if auto == FINDS and any(name in model_type for name in ("owlvit", "owlv2")):
        return {"processor": "AutoProcessor"}, PICTURE, FOUND
    if auto in BOTH:
        body = BOTH[auto]
        if body == LIKE and model_type in SIGLIP:
            body = body.replace("padding=True", 'padding="max_length"')
            body = body.replace("logits_per_image[0].softmax(-1)", "logits_per_image[0].sigmoid()")
        return {"processor": "AutoProcessor"}, PICTURE, body
    if auto == FRAMES and "pixel_values" in takes:
        return {"processor": "AutoImageProcessor"}, VIDEO, WATCHED + CLASSIFY
    if auto in PICTURES and (auto != BASE or first == "pixel_values"):
        own = any(each.auto == "AutoImageProcessor" for each in preparing(model_type))
        loader = "AutoImageProcessor" if own else "AutoProcessor"
        return {"processor": loader}, PICTURE, PICTURES[auto]
    if auto in SOUNDS and (auto != BASE or first in ("input_values", "input_features")):
        loaders = {"extractor": "AutoFeatureExtractor"}
        loaders |= {"tokenizer": "AutoTokenizer"} if auto in DECODES else {}
        return loaders, SOUND, _by_encoder(SOUNDS[auto], auto, takes)
    if auto == SPEAKS:
        call = FORWARD if "waveform" in gives else "model.generate(**inputs)"
        said = WAVEFORM.replace(FORWARD, call)
        if model_type == "bark":  # three models in a row, of which none has the rate
            said = said.replace("model.config.sampling_rate", "model.generation_config.sample_rate")
        return {"processor": "AutoProcessor"}, (["import soundfile"], ""), said
    text = TEXTS.get(task) or TEXTS.get(auto)
    if text and first == "input_ids" and not _wants_more(auto, takes):
        return {"tokenizer": "AutoTokenizer"}, NOTHING, _by_encoder(text, auto, takes)
    return {}, NOTHING, LOADED


def _wants_more(auto: str, takes: tuple[str, ...]) -> bool:
    """Whether a text alone is not enough: places on a page, a picture or a sound belong to it."""
    seen_or_heard = {"pixel_values", "input_values", "input_features"} & set(takes)
    return "bbox" in takes or (auto == BASE and bool(seen_or_heard))


def _by_encoder(body: str, auto: str, takes: tuple[str, ...]) -> str:
    """Of a base model that also writes, its encoder alone: the whole wants the written too."""
    if auto != BASE or "decoder_input_ids" not in takes:
        return body
    return body.replace("model(**inputs)", "model.get_encoder()(**inputs)")

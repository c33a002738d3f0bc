"""Small random models that stand in where a task has no checkpoint yet.

They show what goes into a task and what form comes out; what they answer means nothing.
The same seed makes the same model every time, in a moment, as an ordinary checkpoint folder.
"""

import atexit
import json
import shutil
import tempfile
import threading
from functools import cache
from pathlib import Path

import torch
import transformers as t
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from tokenizers import decoders as token_decoders

from i18n import N_, Problem

SEED = 0
HIDDEN = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 64,
}
CORPUS = (
    "Ada Lovelace wrote the first program in 1843 in London. In the beginning God created the "
    "heaven and the earth. And God said, Let there be light: and there was light. I would like "
    "a cup of tea. What colour is the circle? red green blue one two three four five six seven "
    "eight nine. The report says that sales in the north rose by ten percent in May."
)
LABELS = {
    "id2label": {0: "circle", 1: "square", 2: "triangle", 3: "star"},
    "label2id": {"circle": 0, "square": 1, "triangle": 2, "star": 3},
}
TAGS = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]

_building = threading.Lock()


def folder(task: str) -> Path:
    """The folder of the random model of a task, made on first use and gone with the process.

    Raises `i18n.Problem` where there is none for this task.
    """
    with _building:
        return _folder(task)


@cache
def _folder(task: str) -> Path:
    if task not in _MAKERS:
        raise Problem(
            N_(
                "No checkpoint for {task} comes with the app: choose one from a folder or from "
                "the Hub."
            ),
            task=task,
        )
    place = Path(tempfile.mkdtemp(prefix="untrained-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    before = torch.random.get_rng_state()
    torch.manual_seed(SEED)
    try:
        for part in _MAKERS[task]():
            part.save_pretrained(place)
    finally:
        torch.random.set_rng_state(before)
    return place


def _tokenizer(kind: str) -> t.PreTrainedTokenizerFast:
    """A byte-level BPE tokenizer with the special tokens of an encoder, decoder or both."""
    special = ["<pad>", "<s>", "</s>", "<unk>", "<mask>"]
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = token_decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=special,
        show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    tokenizer.train_from_iterator([CORPUS], trainer)
    ids = [(token, tokenizer.token_to_id(token)) for token in ("<s>", "</s>")]
    if kind == "encoder":
        tokenizer.post_processor = processors.TemplateProcessing(
            single="<s> $A </s>", pair="<s> $A </s> $B:1 </s>:1", special_tokens=ids
        )
    elif kind == "both":
        tokenizer.post_processor = processors.TemplateProcessing(
            single="$A </s>", pair="$A </s> $B </s>", special_tokens=ids
        )
    names = {"pad_token": "<pad>", "unk_token": "<unk>", "eos_token": "</s>", "bos_token": "<s>"}
    if kind == "encoder":
        names |= {"cls_token": "<s>", "sep_token": "</s>", "mask_token": "<mask>"}
    model_inputs = ["input_ids", "attention_mask"] + ["token_type_ids"] * (kind == "encoder")
    return t.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, model_max_length=512, model_input_names=model_inputs, **names
    )


def _bert(head: type, **config):
    tokenizer = _tokenizer("encoder")
    yield head(
        t.BertConfig(
            vocab_size=len(tokenizer),
            max_position_embeddings=512,
            pad_token_id=0,
            **HIDDEN,
            **config,
        )
    )
    yield tokenizer


def _sentiment():
    names = ["negative", "positive"]
    return _bert(
        t.BertForSequenceClassification,
        id2label=dict(enumerate(names)),
        label2id={name: at for at, name in enumerate(names)},
    )


def _entities():
    return _bert(
        t.BertForTokenClassification,
        id2label=dict(enumerate(TAGS)),
        label2id={tag: at for at, tag in enumerate(TAGS)},
    )


def _generation():
    tokenizer = _tokenizer("decoder")
    yield t.GPT2LMHeadModel(
        t.GPT2Config(
            vocab_size=len(tokenizer),
            n_embd=32,
            n_layer=2,
            n_head=2,
            n_positions=512,
            bos_token_id=1,
            eos_token_id=2,
            pad_token_id=0,
        )
    )
    yield tokenizer


def _text_to_text():
    tokenizer = _tokenizer("both")
    parts = {"layers": 2, "attention_heads": 2, "ffn_dim": 64}
    sizes = {
        f"{side}_{part}": size for side in ("encoder", "decoder") for part, size in parts.items()
    }
    model = t.BartForConditionalGeneration(
        t.BartConfig(
            vocab_size=len(tokenizer),
            d_model=32,
            max_position_embeddings=512,
            pad_token_id=0,
            bos_token_id=1,
            eos_token_id=2,
            decoder_start_token_id=1,
            forced_eos_token_id=2,
            **sizes,
        )
    )
    # Random weights would write special tokens, which nobody sees.
    model.generation_config.update(suppress_tokens=[0, 1, 3, 4], min_new_tokens=12)
    yield model
    yield tokenizer


def _image_classification():
    yield t.ViTForImageClassification(t.ViTConfig(image_size=32, patch_size=8, **HIDDEN, **LABELS))
    yield t.ViTImageProcessorPil(size={"height": 32, "width": 32})


def _detection():
    yield t.YolosForObjectDetection(
        t.YolosConfig(
            image_size=[64, 64], patch_size=16, num_detection_tokens=12, **HIDDEN, **LABELS
        )
    )
    yield t.YolosImageProcessorPil(size={"height": 64, "width": 64})


def _segmentation():
    yield t.SegformerForSemanticSegmentation(
        t.SegformerConfig(
            hidden_sizes=[8, 16, 24, 32],
            depths=[1, 1, 1, 1],
            decoder_hidden_size=32,
            num_attention_heads=[1, 1, 2, 2],
            **LABELS,
        )
    )
    yield t.SegformerImageProcessorPil(size={"height": 128, "width": 128})


_CONVOLUTIONS = {
    "conv_dim": (32, 32, 32),
    "conv_kernel": (10, 8, 8),
    "conv_stride": (10, 8, 4),
    "num_conv_pos_embeddings": 16,
    "num_conv_pos_embedding_groups": 2,
}


def _audio_classification():
    yield t.Wav2Vec2ForSequenceClassification(t.Wav2Vec2Config(**HIDDEN, **_CONVOLUTIONS, **LABELS))
    yield t.Wav2Vec2FeatureExtractor(return_attention_mask=True)


def _speech():
    letters = ["<pad>", "<s>", "</s>", "<unk>", "|", *"etaoinshrdlu"]
    place = Path(tempfile.mkdtemp(prefix="vocabulary-"))
    vocabulary = place / "vocab.json"
    vocabulary.write_text(json.dumps({letter: at for at, letter in enumerate(letters)}))
    tokenizer = t.Wav2Vec2CTCTokenizer(str(vocabulary))
    shutil.rmtree(place)
    yield t.Wav2Vec2ForCTC(
        t.Wav2Vec2Config(vocab_size=len(tokenizer), pad_token_id=0, **HIDDEN, **_CONVOLUTIONS)
    )
    yield t.Wav2Vec2Processor(t.Wav2Vec2FeatureExtractor(return_attention_mask=True), tokenizer)


def _visual_question_answering():
    tokenizer = _tokenizer("encoder")
    yield t.ViltForQuestionAnswering(
        t.ViltConfig(
            vocab_size=len(tokenizer),
            image_size=64,
            patch_size=16,
            max_position_embeddings=512,
            **HIDDEN,
            **LABELS,
        )
    )
    yield t.ViltProcessor(
        t.ViltImageProcessorPil(size={"shortest_edge": 64}, size_divisor=16), tokenizer
    )


def _zero_shot():
    return _bert(
        t.BertForSequenceClassification,
        id2label={0: "contradiction", 1: "neutral", 2: "entailment"},
        label2id={"contradiction": 0, "neutral": 1, "entailment": 2},
    )


def _table():
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[EMPTY]"]
    words = sorted(set("".join(map(chr, range(33, 127))).lower()))
    vocabulary = [*special, *words, *(f"##{letter}" for letter in words)]
    place = Path(tempfile.mkdtemp(prefix="vocabulary-"))
    (place / "vocab.txt").write_text("\n".join(vocabulary))
    tokenizer = t.TapasTokenizer(str(place / "vocab.txt"), model_max_length=512)
    shutil.rmtree(place)
    yield t.TapasForQuestionAnswering(
        t.TapasConfig(
            vocab_size=len(vocabulary),
            max_position_embeddings=512,
            num_aggregation_labels=4,
            aggregation_labels={0: "NONE", 1: "SUM", 2: "AVERAGE", 3: "COUNT"},
            **HIDDEN,
        )
    )
    yield tokenizer


def _document():
    tokenizer = _tokenizer("both")
    encoder = t.DonutSwinConfig(
        image_size=[64, 64],
        patch_size=4,
        embed_dim=16,
        depths=[1, 1],
        num_heads=[2, 2],
        window_size=4,
    )
    decoder = t.MBartConfig(
        vocab_size=len(tokenizer),
        d_model=32,
        decoder_layers=1,
        decoder_attention_heads=2,
        decoder_ffn_dim=64,
        max_position_embeddings=128,
        is_decoder=True,
        add_cross_attention=True,
        pad_token_id=0,
        bos_token_id=1,
        eos_token_id=2,
        decoder_start_token_id=1,
    )
    config = t.VisionEncoderDecoderConfig.from_encoder_decoder_configs(encoder, decoder)
    config.decoder_start_token_id, config.pad_token_id, config.eos_token_id = 1, 0, 2
    model = t.VisionEncoderDecoderModel(config)
    model.generation_config.update(
        max_new_tokens=12, decoder_start_token_id=1, pad_token_id=0, eos_token_id=2
    )
    yield model
    yield t.DonutProcessor(t.DonutImageProcessorPil(size={"height": 64, "width": 64}), tokenizer)


def _video():
    yield t.VideoMAEForVideoClassification(
        t.VideoMAEConfig(
            image_size=32, patch_size=8, num_frames=4, tubelet_size=2, **HIDDEN, **LABELS
        )
    )
    yield t.VideoMAEImageProcessorPil(
        size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32}
    )


def _depth():
    yield t.GLPNForDepthEstimation(
        t.GLPNConfig(
            hidden_sizes=[8, 16, 24, 32],
            depths=[1, 1, 1, 1],
            decoder_hidden_size=16,
            num_attention_heads=[1, 1, 2, 2],
        )
    )
    yield t.GLPNImageProcessorPil()


def _picture_vectors():
    yield t.ViTModel(t.ViTConfig(image_size=32, patch_size=8, **HIDDEN))
    yield t.ViTImageProcessorPil(size={"height": 32, "width": 32})


def _picture_and_text(config: type, **vision):
    text = {
        "vocab_size": 400,
        "max_position_embeddings": 77,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "pad_token_id": 0,
    }
    return config(text_config=HIDDEN | text, vision_config=HIDDEN | vision, projection_dim=32)


def _contrast():
    tokenizer = _tokenizer("encoder")
    tokenizer.model_max_length = 77
    yield t.CLIPModel(_picture_and_text(t.CLIPConfig, image_size=32, patch_size=8))
    yield t.CLIPProcessor(
        t.CLIPImageProcessorPil(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32}),
        tokenizer,
    )


def _named_detection():
    tokenizer = _tokenizer("encoder")
    tokenizer.model_max_length = 16
    config = _picture_and_text(t.OwlViTConfig, image_size=64, patch_size=16)
    config.text_config.max_position_embeddings = 16
    yield t.OwlViTForObjectDetection(config)
    yield t.OwlViTProcessor(t.OwlViTImageProcessorPil(size={"height": 64, "width": 64}), tokenizer)


def _voice():
    letters = ["<pad>", " ", *"abcdefghijklmnopqrstuvwxyz'-", "<unk>"]
    place = Path(tempfile.mkdtemp(prefix="vocabulary-"))
    vocabulary = place / "vocab.json"
    vocabulary.write_text(json.dumps({letter: at for at, letter in enumerate(letters)}))
    tokenizer = t.VitsTokenizer(str(vocabulary), phonemize=False, is_uroman=False)
    shutil.rmtree(place)
    yield t.VitsModel(
        t.VitsConfig(
            vocab_size=len(letters),
            hidden_size=32,
            num_hidden_layers=1,
            num_attention_heads=2,
            ffn_dim=64,
            flow_size=32,
            spectrogram_bins=33,
            upsample_initial_channel=32,
            upsample_rates=[8, 8],
            upsample_kernel_sizes=[16, 16],
            resblock_kernel_sizes=[3],
            resblock_dilation_sizes=[[1, 3]],
            posterior_encoder_num_wavenet_layers=2,
            prior_encoder_num_wavenet_layers=2,
            prior_encoder_num_flows=2,
            duration_predictor_filter_channels=32,
        )
    )
    yield tokenizer


def _caption():
    tokenizer = _tokenizer("encoder")
    config = t.BlipConfig(
        text_config={
            **HIDDEN,
            "vocab_size": len(tokenizer),
            "encoder_hidden_size": 32,
            "max_position_embeddings": 128,
            "bos_token_id": 1,
            "eos_token_id": 2,
            "sep_token_id": 2,
            "pad_token_id": 0,
        },
        vision_config={**HIDDEN, "image_size": 32, "patch_size": 8},
        projection_dim=32,
    )
    yield t.BlipForConditionalGeneration(config)
    yield t.BlipProcessor(t.BlipImageProcessorPil(size={"height": 32, "width": 32}), tokenizer)


def _sound_and_text():
    tokenizer = _tokenizer("encoder")
    tokenizer.model_input_names = ["input_ids", "attention_mask"]
    audio = {
        "num_mel_bins": 64,
        "spec_size": 256,
        "patch_size": 4,
        "patch_stride": [4, 4],
        "patch_embeds_hidden_size": 16,
        "depths": [1, 1],
        "num_attention_heads": [2, 2],
        "hidden_size": 32,
        "window_size": 4,
        "num_hidden_layers": 2,
        "enable_fusion": False,
        "projection_dim": 32,
        "num_classes": 4,
        "patch_embed_input_channels": 1,
    }
    text = {
        **HIDDEN,
        "vocab_size": len(tokenizer),
        "max_position_embeddings": 514,
        "projection_dim": 32,
        "pad_token_id": 0,
    }
    yield t.ClapModel(t.ClapConfig(text_config=text, audio_config=audio, projection_dim=32))
    yield t.ClapProcessor(
        t.ClapFeatureExtractor(feature_size=64, max_length_s=2, truncation="rand_trunc"), tokenizer
    )


def _masks():
    vision = {
        **HIDDEN,
        "output_channels": 16,
        "image_size": 64,
        "patch_size": 8,
        "window_size": 4,
        "global_attn_indexes": [1],
        "mlp_dim": 64,
        "num_pos_feats": 8,
    }
    prompt = {"hidden_size": 16, "image_size": 64, "patch_size": 8, "mask_input_channels": 4}
    decoder = {
        "hidden_size": 16,
        "mlp_dim": 32,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "iou_head_hidden_dim": 16,
    }
    yield t.SamModel(
        t.SamConfig(vision_config=vision, prompt_encoder_config=prompt, mask_decoder_config=decoder)
    )
    yield t.SamImageProcessorPil(
        size={"longest_edge": 64},
        pad_size={"height": 64, "width": 64},
        mask_size={"longest_edge": 16},
        mask_pad_size={"height": 16, "width": 16},
    )


def _points():
    points = t.SuperPointConfig(
        encoder_hidden_sizes=[8, 8, 16, 16],
        decoder_hidden_size=16,
        keypoint_decoder_dim=65,
        descriptor_decoder_dim=16,
        max_keypoints=40,
    )
    yield t.SuperGlueForKeypointMatching(
        t.SuperGlueConfig(
            keypoint_detector_config=points,
            hidden_size=16,
            keypoint_encoder_sizes=[8, 16],
            gnn_layers_types=["self", "cross"],
            num_attention_heads=2,
            sinkhorn_iterations=5,
            matching_threshold=0.0,
        )
    )
    yield t.SuperGlueImageProcessorPil(size={"height": 120, "width": 160})


def _decision():
    model, tokenizer = _generation()
    tokenizer.chat_template = (
        "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}"
        "{% if add_generation_prompt %}assistant: {% endif %}"
    )
    yield model
    yield tokenizer


_MAKERS = {
    "sentiment-analysis": _sentiment,
    "text-generation": _generation,
    "ner": _entities,
    "question-answering": lambda: _bert(t.BertForQuestionAnswering),
    "fill-mask": lambda: _bert(t.BertForMaskedLM),
    "summarization": _text_to_text,
    "translation": _text_to_text,
    "image-classification": _image_classification,
    "object-detection": _detection,
    "image-segmentation": _segmentation,
    "audio-classification": _audio_classification,
    "automatic-speech-recognition": _speech,
    "visual-question-answering": _visual_question_answering,
    "table-question-answering": _table,
    "document-question-answering": _document,
    "video-classification": _video,
    "multiple-choice": lambda: _bert(t.BertForMultipleChoice),
    "zero-shot-classification": _zero_shot,
    "feature-extraction": lambda: _bert(t.BertModel),
    "depth-estimation": _depth,
    "mask-generation": _masks,
    "keypoint-matching": _points,
    "decision": _decision,
    "any-to-any": _caption,
    "image-feature-extraction": _picture_vectors,
    "text-to-audio": _voice,
    "zero-shot-audio-classification": _sound_and_text,
    "zero-shot-image-classification": _contrast,
    "zero-shot-object-detection": _named_detection,
    "image-text-to-text": _caption,
}

"""What the catalogue says of architectures, held against the installed transformers and against
what is published."""

import ast
import inspect
import re

import pytest
import transformers
from transformers import CONFIG_MAPPING, AutoModel
from transformers.models.auto import modeling_auto
from transformers.models.auto.tokenization_auto import TOKENIZER_MAPPING_NAMES
from transformers.pipelines import SUPPORTED_TASKS

import catalogue
from catalogue import tables
from catalogue.harvest.history import minors
from catalogue.harvest.known import SAME_WEIGHTS
from pages.model_parts.loading import ways_to_load

NEWEST = catalogue.releases()["release"].iloc[-1]
MODELS = catalogue.models().set_index("model", drop=False)
CURRENT = MODELS[MODELS["last_release"] == NEWEST]


@pytest.mark.parametrize("task", SUPPORTED_TASKS)
def test_a_task_is_served_by_the_models_that_its_pipeline_takes(task):
    classes = SUPPORTED_TASKS[task]["pt"]
    if AutoModel in classes:
        # Every base model would do; the catalogue lists heads.
        assert not any(task in tasks for tasks in MODELS["tasks"])
        return
    takes = {model for cls in classes for model in cls._model_mapping._model_mapping}
    if task == "image-segmentation":  # the pipeline checks for these too
        takes |= set(modeling_auto.MODEL_FOR_INSTANCE_SEGMENTATION_MAPPING_NAMES)
        takes |= set(modeling_auto.MODEL_FOR_UNIVERSAL_SEGMENTATION_MAPPING_NAMES)
        assert {"mask2former", "maskformer", "oneformer"} <= takes
    serves = {model for model, tasks in zip(CURRENT.index, CURRENT["tasks"]) if task in tasks}
    assert serves == takes & set(CURRENT.index)


def test_decision_comes_after_every_other_task():
    for tasks in MODELS["tasks"]:
        assert "decision" not in tasks[:-1]
    counts = catalogue.facet_counts(catalogue.models(), catalogue.Choice())["task"]
    assert list(counts)[-1] == "decision"


MODALITIES = {
    "text": "bert gpt2 qwen2 llama t5 bart data2vec-text xlm-roberta mamba tapas deberta-v2",
    "vision": "vit data2vec-vision sam detr segformer dinov2 imagegpt superpoint swin2sr mlcd",
    "audio": "whisper wav2vec2 data2vec-audio vits bark musicgen jukebox moshi encodec hubert "
    "speech_to_text_2 seamless_m4t",
    "video": "videomae vivit vjepa2 timesformer",
    "multimodal": "clip llava qwen2_vl nougat trocr colqwen2 visual_bert lxmert tvp layoutxlm "
    "flava sam3_video clvp oneformer owlvit qwen2_5_omni voxtral perceiver pix2struct clap",
    "time series": "patchtst timesfm autoformer",
    "reinforcement learning": "decision_transformer trajectory_transformer",
    "graph": "graphormer",
}


def test_the_modality_of_well_known_architectures():
    for modality, models in MODALITIES.items():
        for model in models.split():
            assert MODELS.loc[model, "modality"] == modality, model


@pytest.mark.slow  # imports the code of every architecture
def test_the_modality_follows_from_what_the_classes_take():
    for model, name in modeling_auto.MODEL_MAPPING_NAMES.items():
        if model not in CURRENT.index:
            continue
        cls = getattr(transformers, name if isinstance(name, str) else name[0])
        if type(cls).__name__ == "DummyObject":  # wants a package that is not installed
            continue
        modality = CURRENT.loc[model, "modality"]
        takes = set(inspect.signature(cls.forward).parameters)
        if modality == "text":
            assert not takes & {"pixel_values", "pixel_values_videos", "input_features"}, model
        if {"input_ids", "pixel_values"} <= takes:
            assert modality == "multimodal", model
        if cls.main_input_name in ("input_values", "input_features"):
            assert modality in ("audio", "multimodal"), model
        if cls.main_input_name in ("pixel_values", "pixel_values_videos"):
            assert modality in ("vision", "video", "multimodal"), model
        if cls.main_input_name == "past_values":
            assert modality == "time series", model


def test_tokenizers_are_those_of_the_table_of_auto_tokenizer():
    for model, tokenizer in zip(CURRENT.index, CURRENT["tokenizer"]):
        if stated := TOKENIZER_MAPPING_NAMES.get(model):
            assert tokenizer == stated, model


def algorithm(name: str) -> str:
    """How a tokenizer class cuts, as an empty one of it tells."""
    cls = getattr(transformers, name)
    line = cls.__mro__[: cls.__mro__.index(transformers.PreTrainedTokenizerFast)]
    if not any("Tokenizer(" in inspect.getsource(one.__init__) for one in line):
        return tables.BY_CHECKPOINT
    backend = cls()._tokenizer
    kind = type(backend.model).__name__
    if kind == "BPE" and "ByteLevel" in str(backend.pre_tokenizer):
        return "byte-level BPE"
    return "BPE with byte fallback" if kind == "BPE" and backend.model.byte_fallback else kind


UNBUILT = {
    "MarkupLMTokenizer": "byte-level BPE",
    "PegasusTokenizer": "Unigram",
    "RoFormerTokenizer": "WordPiece",
}


def test_algorithms_are_those_of_the_tokenizers_that_the_classes_build():
    pairs = set(zip(CURRENT["tokenizer"], CURRENT["tokenizer_algorithm"]))
    assert {said for _, said in pairs} <= {"", *tables.ALGORITHMS}
    fast = {
        name: said
        for name, said in pairs
        if name not in ("", "MistralCommonBackend")
        and issubclass(getattr(transformers, name), transformers.PreTrainedTokenizerFast)
    }
    assert len(fast) >= 45
    # Three cannot be built empty; the class itself names its model all the same.
    unbuilt = {name: fast.pop(name) for name in UNBUILT}
    assert unbuilt == UNBUILT
    assert fast == {name: algorithm(name) for name in fast}
    assert fast["LlamaTokenizer"] == "BPE with byte fallback"


def test_every_class_that_the_catalogue_names_is_there():
    columns = ("tokenizer", "image_processor", "video_processor", "feature_extractor", "processor")
    for column in (*columns, "example_head", "example_loader"):
        for name in set(CURRENT[column]) - {"", "MistralCommonBackend"}:
            assert hasattr(transformers, name), (column, name)


def test_no_example_checkpoint_is_impossible_or_shared():
    named = MODELS["checkpoint"][MODELS["checkpoint"] != ""]
    assert len(named) >= len(MODELS) - 12
    for name in named:
        assert re.fullmatch(r"[\w.-]+/[\w.-]+", name), name
        assert not re.search(r"internal-testing|^\.|^your|/my-|not_yet|/tiny-", name, re.I), name
    for name, models in named.groupby(named.str.lower()):
        assert len(models) == 1 or name in {one.lower() for one in SAME_WEIGHTS}, list(models.index)


EXAMPLES = {
    "bert": "google-bert/bert-base-uncased BertForMaskedLM AutoTokenizer",
    "wav2vec2": "facebook/wav2vec2-base-960h Wav2Vec2ForCTC AutoProcessor",
    "clip": "openai/clip-vit-base-patch32 CLIPModel AutoProcessor",
    "musicgen": "facebook/musicgen-small MusicgenForConditionalGeneration AutoProcessor",
    "whisper": "openai/whisper-tiny WhisperForConditionalGeneration AutoProcessor",
    "segformer": "nvidia/segformer-b0-finetuned-ade-512-512 SegformerForSemanticSegmentation "
    "AutoImageProcessor",
    "sew": "asapp/sew-tiny-100k SEWModel AutoFeatureExtractor",
    "xlm-roberta": "FacebookAI/xlm-roberta-base XLMRobertaForMaskedLM AutoTokenizer",
    "mobilevit": "apple/mobilevit-small MobileViTForImageClassification AutoImageProcessor",
    "got_ocr2": "stepfun-ai/GOT-OCR-2.0-hf GotOcr2ForConditionalGeneration AutoProcessor",
    "t5": "google-t5/t5-small T5ForConditionalGeneration AutoTokenizer",
    "gpt2": "openai-community/gpt2 GPT2LMHeadModel AutoTokenizer",
    "vit": "google/vit-base-patch16-224 ViTForImageClassification AutoImageProcessor",
    "hubert": "facebook/hubert-base-ls960 HubertModel AutoFeatureExtractor",
    "qwen2_5_vl": "Qwen/Qwen2.5-VL-7B-Instruct Qwen2_5_VLForConditionalGeneration AutoProcessor",
    "tapas": "google/tapas-base-finetuned-sqa TapasForQuestionAnswering AutoTokenizer",
    "blip": "Salesforce/blip-vqa-base BlipForQuestionAnswering AutoProcessor",
    "dpt": "Intel/dpt-large DPTForDepthEstimation AutoImageProcessor",
    "trocr": "microsoft/trocr-base-handwritten VisionEncoderDecoderModel AutoProcessor",
    "vits": "facebook/mms-tts-eng VitsModel AutoTokenizer",
    "videomae": "MCG-NJU/videomae-base VideoMAEForPreTraining AutoVideoProcessor",
}


@pytest.mark.parametrize("model", EXAMPLES)
def test_an_example_is_loaded_by_the_class_that_it_was_made_for(model):
    row = MODELS.loc[model]
    said = f"{row['checkpoint']} {row['example_head']} {row['example_loader']}"
    assert said == EXAMPLES[model]


def test_the_python_that_loads_a_model_compiles_and_imports():
    for model in MODELS.index:
        for label, code in ways_to_load(MODELS.loc[model], NEWEST).items():
            imported = [
                alias.name
                for node in ast.walk(ast.parse(code))
                if isinstance(node, ast.ImportFrom)
                for alias in node.names
            ]
            if label == f"transformers {NEWEST}":
                assert all(hasattr(transformers, name) for name in imported), code
                if not MODELS.loc[model, "checkpoint"]:
                    assert model in CONFIG_MAPPING


FIRST = {
    "llama": "4.28.0", "mistral": "4.34.0", "mixtral": "4.36.0", "falcon": "4.31.0",
    "whisper": "4.23.0", "clip": "4.6.0", "vit": "4.5.0", "wav2vec2": "4.3.0", "sam": "4.29.0",
    "bloom": "4.20.0", "opt": "4.19.0", "llava": "4.36.0", "qwen2": "4.37.0", "gemma": "4.38.0",
    "mamba": "4.39.0", "gemma2": "4.42.0", "qwen2_vl": "4.45.0", "modernbert": "4.48.0",
    "gemma3": "4.50.0", "qwen3": "4.51.0", "gpt_oss": "4.55.0", "segformer": "4.12.0",
    "megatron-bert": "4.6.0", "llava_next_video": "4.42.0", "nougat": "4.34.0",
}  # fmt: skip
"""From the notes of the releases."""


@pytest.mark.parametrize("model", FIRST)
def test_an_architecture_is_there_since_its_first_release(model):
    row = MODELS.loc[model]
    assert row["since"] == FIRST[model]
    minor = FIRST[model].rsplit(".", 1)[0]
    assert row["first_release"].startswith(f"{minor}.")
    assert row["since_date"] <= dict(catalogue.releases().to_numpy())[row["first_release"]]


def test_a_renamed_type_is_one_architecture_and_a_second_name_none():
    letters = [tables.letters(model) for model in MODELS.index]
    assert len(set(letters)) == len(letters)
    for alias, model in {
        "code_llama": "llama",
        "gpt-sw3": "gpt2",
        "megatron_bert": "megatron-bert",
        "llava-next-video": "llava_next_video",
    }.items():
        assert alias not in MODELS.index
        assert alias in MODELS.loc[model, "aliases"].split(";")
    assert MODELS.loc["llava_next_video", "first_release"] == "4.42.4"
    assert catalogue.history("megatron-bert").loc["4.7.0", "pytorch"]


def test_the_last_patch_of_every_minor_release_is_read():
    versions = ["5.10.4", "4.0.0", "5.9.0", "4.57.1", "4.0.1", "3.5.1", "5.10.1", "4.57.6"]
    assert minors(versions, "5.10.1") == {
        "4.0": ["4.0.0", "4.0.1"],
        "4.57": ["4.57.1", "4.57.6"],
        "5.9": ["5.9.0"],
        "5.10": ["5.10.1"],
    }


def test_names_are_written_as_people_write_them():
    for model, name in zip(MODELS.index, MODELS["name"]):
        assert name, model
        assert "_" not in name, name
        assert not re.search(r"For(?:Conditional|Causal)|Model$|Config|MoeMoe|[a-z]Vl?m?$", name)
    assert MODELS["name"].is_unique
    known = {"gemma3": "Gemma 3", "granitemoe": "Granite MoE", "exaone4_5": "EXAONE 4.5"}
    assert {model: MODELS.loc[model, "name"] for model in known} == known


PAGES = """
xlm-roberta blip-2 deberta-v2 wav2vec2-bert xlm-roberta-xl bert-generation blenderbot-small
encoder-decoder vision-encoder-decoder speech-encoder-decoder vision-text-dual-encoder kosmos-2
mgp-str nllb-moe roberta-prelayernorm table-transformer unispeech-sat sew-d wav2vec2-conformer
audio-spectrogram-transformer grounding-dino omdet-turbo dab-detr openai-gpt megatron-bert xclip
modernbert-decoder mm-grounding-dino
"""


@pytest.mark.parametrize("page", PAGES.split())
def test_a_link_to_the_documentation_is_the_name_of_its_page(page):
    assert MODELS.loc[page, "documentation"].endswith(f"/model_doc/{page}")
    assert MODELS.loc["data2vec-text", "documentation"].endswith("/data2vec")


def test_what_was_released_stands_beside_the_default_configuration():
    rows = catalogue.checkpoints().set_index("checkpoint")
    sizes = rows.loc[rows["model"] == "falcon_mamba", "parameters"]
    mamba = MODELS.loc["falcon_mamba"]
    assert (mamba["released_smallest"], mamba["released_largest"]) == (sizes.min(), sizes.max())
    assert mamba["released_smallest"] > 10 * mamba["parameters"]
    assert MODELS.loc["llama", "released_context"] >= 131_072 > MODELS.loc["llama", "context"]
    assert MODELS.loc["llama", "released_attention"] == ("multi-head", "grouped-query")
    assert MODELS.loc["qwen3", "released_attention"] == ("grouped-query",)
    assert MODELS.loc["deepseek_v3", "released_attention"] == ()  # its code has latent vectors
    assert MODELS.loc["resnet", ["released_smallest", "released_context"]].isna().all()


def test_a_choice_goes_by_what_was_released():
    models = catalogue.models()

    def left(**choice) -> set[str]:
        return set(catalogue.choose(models, catalogue.Choice(**choice))["model"])

    small = left(gigabytes=8, dtype="bfloat16")
    assert {"llama", "qwen3", "resnet"} <= small
    assert not {"falcon_mamba", "nemotron_h"} & small
    assert {"llama", "qwen3", "phi3"} <= left(attention=("grouped-query",))
    assert "qwen3" not in left(attention=("multi-head",))
    assert "llama" in left(context=32_768)
    assert "falcon_mamba" in left(fewest=5 * 10**9) - left(most=10**9)


def test_sizes_that_nobody_knows_are_counted():
    models, limit = catalogue.models(), catalogue.Choice(gigabytes=12.0)
    columns = models[["parameters", "released_smallest"]]
    assert catalogue.unknown_sizes(models, limit) == columns.isna().all(axis=1).sum()
    assert catalogue.unknown_sizes(models, catalogue.Choice()) == 0


def test_what_only_writes_down_speech_is_audio_like_whisper():
    for model in ("whisper", "cohere_asr", "glmasr", "qwen3_asr", "kyutai_speech_to_text"):
        assert MODELS.loc[model, "modality"] == "audio", model
    assert MODELS.loc["qwen2_audio", "modality"] == "multimodal"  # it answers about what it hears


def test_an_example_is_loaded_by_the_class_that_it_was_saved_from():
    columns = ["checkpoint", "example_head", "example_loader"]
    assert list(MODELS.loc["pixtral", columns]) == [
        "mistral-community/pixtral-12b", "LlavaForConditionalGeneration", "AutoProcessor",
    ]  # fmt: skip
    assert MODELS.loc["data2vec-audio", "example_loader"] == "AutoProcessor"
    assert "speech" not in MODELS.loc["granitemoeshared", "checkpoint"]
    assert MODELS.loc["step3p5", "example_head"] == "Step3p7TextModel"


def test_characters_are_counted_where_there_is_no_vocabulary():
    assert MODELS.loc["canine", "context"] == transformers.CanineConfig().max_position_embeddings

"""Small seeded models, and what the pipelines of transformers 4.57.6 answer with them.

Run where that release is installed; it writes the folders beside this file, goldens.json and
heard.safetensors:

    pip install transformers==4.57.6 torch pillow sentencepiece && python tests/goldens/make.py

The models are random, scaled so that their answers are sharp and differ from input to input.
What they were fed and what they returned is kept too, so that a pipeline can be compared bit
for bit on a machine whose matrix products round otherwise.
"""

import hashlib
import io
import json
import random
import shutil
from collections.abc import Callable
from contextlib import contextmanager
from functools import wraps
from pathlib import Path

import numpy as np
import sentencepiece
import torch
import transformers as t
from PIL import Image
from safetensors.torch import save_file
from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers
from tokenizers import decoders as token_decoders

HERE = Path(__file__).parent
STORY = (
    "ada wrote the first program in london for a machine that babbage built while grace found "
    "an unbelievably small moth inside relays number nineteen forty-seven and everybody laughed"
)
WORDS = STORY.split()
SPECIAL = ["<pad>", "<s>", "</s>", "<unk>", "<mask>"]


def tokenizer(single: str, pair: str, **options) -> Tokenizer:
    made = Tokenizer(models.BPE(unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, **options)
    made.decoder = token_decoders.ByteLevel()
    made.train_from_iterator(
        [" ".join(WORDS)],
        trainers.BpeTrainer(
            vocab_size=340,
            special_tokens=SPECIAL,
            show_progress=False,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        ),
    )
    made.post_processor = processors.TemplateProcessing(
        single=single, pair=pair, special_tokens=[("<s>", 1), ("</s>", 2)]
    )
    return made


def fast(made: Tokenizer, longest=96, side="right", types=True) -> t.PreTrainedTokenizerFast:
    return t.PreTrainedTokenizerFast(
        tokenizer_object=made,
        model_max_length=longest,
        padding_side=side,
        pad_token="<pad>",
        bos_token="<s>",
        eos_token="</s>",
        unk_token="<unk>",
        mask_token="<mask>",
        cls_token="<s>",
        sep_token="</s>",
        model_input_names=["input_ids", "attention_mask"] + ["token_type_ids"] * types,
    )


def encoder_tokenizer(**options):
    return fast(tokenizer("<s> $A </s>", "<s> $A </s> $B:1 </s>:1"), **options)


def sharp(model, factor: float):
    """Small random weights give nearly equal logits; scaled ones give clear answers."""
    with torch.no_grad():
        for weight in model.parameters():
            if weight.dim() > 1:
                weight.mul_(factor)
    return model


BERT = {
    "hidden_size": 16,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 32,
    "max_position_embeddings": 96,
    "vocab_size": 340,
}


def question_answering(side="right"):
    torch.manual_seed(1)
    yield sharp(t.BertForQuestionAnswering(t.BertConfig(**BERT)), 12)
    yield encoder_tokenizer(side=side)


def bart(seed: int, **config):
    torch.manual_seed(seed)
    return sharp(
        t.BartForConditionalGeneration(
            t.BartConfig(
                vocab_size=340,
                d_model=16,
                encoder_layers=1,
                decoder_layers=1,
                encoder_attention_heads=2,
                decoder_attention_heads=2,
                encoder_ffn_dim=32,
                decoder_ffn_dim=32,
                max_position_embeddings=300,
                pad_token_id=0,
                bos_token_id=1,
                eos_token_id=2,
                decoder_start_token_id=1,
                forced_eos_token_id=2,
                **config,
            )
        ),
        6,
    )


def text_to_text(seed: int, **config):
    yield bart(seed, **config)
    yield fast(tokenizer("$A </s>", "$A </s> $B </s>"), types=False)


def multilingual():
    trained = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([STORY] * 20),
        model_writer=trained,
        vocab_size=50,
        character_coverage=1.0,
        bos_id=0,
        pad_id=1,
        eos_id=2,
        unk_id=3,
        minloglevel=2,
    )
    pieces = sentencepiece.SentencePieceProcessor(model_proto=trained.getvalue())
    names = [pieces.id_to_piece(at) for at in range(pieces.get_piece_size())]
    vocabulary, place = HERE / "vocab.json", HERE / "spm.model"
    place.write_bytes(trained.getvalue())
    vocabulary.write_text(json.dumps({name: at for at, name in enumerate(names)}))
    parted = t.M2M100Tokenizer(
        str(vocabulary), str(place), src_lang="en", tgt_lang="zh", model_max_length=96
    )
    torch.manual_seed(5)
    yield sharp(
        t.M2M100ForConditionalGeneration(
            t.M2M100Config(
                vocab_size=150,
                d_model=16,
                encoder_layers=1,
                decoder_layers=1,
                encoder_attention_heads=2,
                decoder_attention_heads=2,
                encoder_ffn_dim=32,
                decoder_ffn_dim=32,
                max_position_embeddings=300,
                pad_token_id=1,
                bos_token_id=0,
                eos_token_id=2,
                decoder_start_token_id=2,
            )
        ),
        6,
    )
    yield parted
    vocabulary.unlink()
    place.unlink()


def visual_question_answering():
    torch.manual_seed(6)
    labels = dict(enumerate(WORDS[:12]))
    yield sharp(
        t.ViltForQuestionAnswering(
            t.ViltConfig(
                image_size=32,
                patch_size=16,
                id2label=labels,
                label2id={word: at for at, word in labels.items()},
                **BERT,
            )
        ),
        6,
    )
    yield encoder_tokenizer()
    yield t.ViltImageProcessor(size={"shortest_edge": 32}, size_divisor=16)


def written_answers():
    torch.manual_seed(7)
    sizes = {
        "hidden_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 32,
    }
    text = {
        "vocab_size": 340,
        "encoder_hidden_size": 16,
        "max_position_embeddings": 300,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "sep_token_id": 2,
        "pad_token_id": 0,
    }
    yield sharp(
        t.BlipForQuestionAnswering(
            t.BlipConfig(
                text_config=sizes | text,
                vision_config=sizes | {"image_size": 32, "patch_size": 16},
                projection_dim=16,
            )
        ),
        6,
    )
    yield encoder_tokenizer(types=False)
    yield t.BlipImageProcessor(size={"height": 32, "width": 32})


SUMMARY = {
    "summarization": {
        "prefix": "shorten: ",
        "max_length": 24,
        "min_length": 6,
        "num_beams": 2,
        "no_repeat_ngram_size": 2,
    }
}
LANGUAGES = {"translation_en_to_de": {"prefix": "english to german: ", "max_length": 20}}
MODELS = {
    "question_answering": question_answering,
    "question_answering_left": lambda: question_answering("left"),
    "summarization": lambda: text_to_text(2, task_specific_params=SUMMARY),
    "summarization_plain": lambda: text_to_text(3, prefix="tl;dr: "),
    "translation": lambda: text_to_text(4, task_specific_params=LANGUAGES),
    "translation_multilingual": multilingual,
    "visual_question_answering": visual_question_answering,
    "visual_question_answering_written": written_answers,
}


def text(seed: int, words: int) -> str:
    chosen = random.Random(seed)
    return " ".join(chosen.choice(WORDS) for _ in range(words)).capitalize() + "."


def picture(seed: int) -> Image.Image:
    chosen = random.Random(seed)
    image = Image.new("RGB", (48, 32))
    image.putdata([tuple(chosen.randrange(256) for _ in range(3)) for _ in range(48 * 32)])
    return image


def cases() -> list[dict]:
    """Each {"model", "task", "inputs", "options"}; a number for a picture is its seed."""
    made = []

    def case(model, task, inputs, **options):
        made.append({"model": model, "task": task, "inputs": inputs, "options": options})

    for model in ("question_answering", "question_answering_left"):
        for seed in range(6):
            pair = {"question": text(seed, 5), "context": text(100 + seed, 4 + 30 * seed)}
            case(model, "question-answering", pair)
            case(model, "question-answering", pair, top_k=4)
            case(model, "question-answering", pair, top_k=3, doc_stride=16, max_answer_len=4)
            case(model, "question-answering", pair, max_seq_len=64, doc_stride=8, top_k=5)
            case(model, "question-answering", pair, handle_impossible_answer=True, top_k=8)
            case(model, "question-answering", pair, handle_impossible_answer=True)
            case(model, "question-answering", pair, align_to_words=False, top_k=5)
            case(model, "question-answering", pair, padding="max_length", top_k=2)
        many = [{"question": text(s, 4), "context": text(200 + s, 60)} for s in range(3)]
        both = {name: [one[name] for one in many] for name in ("question", "context")}
        case(model, "question-answering", both, top_k=2)
        case(model, "question-answering", both | {"context": many[0]["context"]}, batch_size=2)
        case(model, "question-answering", {"question": "谁？", "context": "艾达写了第一个程序。"})
    for model in ("summarization", "summarization_plain"):
        texts = [text(300 + seed, 10 + 8 * seed) for seed in range(4)]
        for one in texts:
            case(model, "summarization", one)
            case(model, "summarization", one, max_new_tokens=9)
            case(model, "summarization", one, num_beams=4, num_return_sequences=3, max_new_tokens=8)
            case(model, "summarization", one, do_sample=False, num_beams=1, max_new_tokens=12)
        case(model, "summarization", texts, max_new_tokens=12)
        case(model, "summarization", texts, max_new_tokens=12, batch_size=2)
        case(model, "summarization", texts[:2], max_new_tokens=8, num_return_sequences=2)
        case(model, "summarization", texts[0], max_new_tokens=8, return_tensors=True)
        case(model, "summarization", text(9, 400), truncation=True, max_new_tokens=12)
        case(model, "summarization", texts[1], max_length=30)
        case(model, "summarization", texts[1], max_new_tokens=20, stop_sequence="a")
    lines = [text(400 + seed, 6) for seed in range(4)]
    for one in lines:
        case("translation", "translation", one)
        case("translation", "translation_en_to_de", one)
        case("translation", "translation_en_to_fr", one, max_new_tokens=10)
        case(
            "translation_multilingual",
            "translation",
            one,
            src_lang="en",
            tgt_lang="zh",
            max_new_tokens=10,
        )
        case("translation_multilingual", "translation_en_to_fr", one, max_new_tokens=10)
        case(
            "translation_multilingual",
            "translation",
            one,
            src_lang="fr",
            tgt_lang="en",
            max_new_tokens=10,
        )
    case("translation", "translation", lines, max_new_tokens=10)
    case("translation", "translation", lines, max_new_tokens=10, clean_up_tokenization_spaces=True)
    for model in ("visual_question_answering", "visual_question_answering_written"):
        for seed in range(4):
            asked = {"image": seed, "question": text(500 + seed, 5)}
            case(model, "visual-question-answering", asked)
            case(model, "visual-question-answering", asked, top_k=2)
            case(model, "visual-question-answering", asked, top_k=99)
        many = {"image": [0, 1], "question": [text(510, 4), text(511, 4)]}
        case(model, "visual-question-answering", many, top_k=1)
        case(model, "visual-question-answering", many | {"question": many["question"][0]}, top_k=1)
        case(model, "visual-question-answering", many | {"image": 2}, top_k=1)
    return made


def call(pipe, case: dict):
    """What a pipeline answers to a case, as plain Python."""
    inputs = case["inputs"]
    if isinstance(inputs, dict):
        if "image" in inputs:
            seeds = inputs["image"]
            inputs = inputs | {
                "image": [picture(s) for s in seeds] if isinstance(seeds, list) else picture(seeds)
            }
        output = pipe(**inputs, **case["options"])
    else:
        output = pipe(inputs, **case["options"])
    return json.loads(json.dumps(output, default=lambda tensor: tensor.tolist()))


def digest(tensors: dict) -> str:
    """The tensors of a dict in short: their names, types, shapes and values, bit for bit."""
    made = hashlib.sha256()
    for name, tensor in sorted(tensors.items()):
        if isinstance(tensor, torch.Tensor):
            made.update(f"{name} {tensor.dtype} {list(tensor.shape)} ".encode())
            made.update(tensor.contiguous().numpy().tobytes())
    return made.hexdigest()[:16]


@contextmanager
def between(model, answer: Callable):
    """Let `answer(ask, fed)` stand between a pipeline and its model while the block runs: it
    gets the model's own function and what the pipeline feeds it, and returns what the model
    is to have said."""
    name = "generate" if model.can_generate() else "forward"
    ask = getattr(model, name)

    @wraps(ask)
    def asked(**fed):
        return answer(ask, fed)

    setattr(model, name, asked)
    yield
    delattr(model, name)


def said(output) -> dict[str, torch.Tensor]:
    """What a model returned, by name; the tokens that it wrote are "ids"."""
    return {"ids": output.contiguous()} if isinstance(output, torch.Tensor) else dict(output)


def rounding() -> str:
    """How this machine rounds the functions that turn logits into scores: NumPy's exponential
    and the sigmoid of torch take other instructions on other processors."""
    logits = np.linspace(-30, 30, 4001, dtype=np.float32)
    exponents = torch.from_numpy(np.exp(logits - logits.max()))
    return digest({"exp": exponents, "sigmoid": torch.from_numpy(logits).sigmoid()})


def main():
    for name, parts in MODELS.items():
        shutil.rmtree(HERE / name, ignore_errors=True)
        for part in parts():
            part.save_pretrained(HERE / name)
    pipes, made, heard = {}, cases(), {}
    for case in made:
        key = case["model"], case["task"]
        if key not in pipes:
            pipes[key] = t.pipeline(key[1], model=str(HERE / key[0]), device="cpu")

        def listen(ask, fed, case=case):
            tensors = said(output := ask(**fed))
            heard.update(
                {f"{digest(tensors)}.{name}": tensors[name].contiguous() for name in tensors}
            )
            case["heard"].append([digest(fed), digest(tensors)])
            return output

        case["heard"] = []
        with between(pipes[key].model, listen):
            case["output"] = call(pipes[key], case)
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in made)
    (HERE / "goldens.json").write_text(f"[\n{lines}\n]\n")
    save_file(heard, HERE / "heard.safetensors", {"rounding": rounding()})
    print(len(made), "cases by transformers", t.__version__)


if __name__ == "__main__":
    main()

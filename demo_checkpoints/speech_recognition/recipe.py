"""Strings of spoken digits: a small Parakeet (FastConformer with CTC), trained from nothing.

One symbol a word, and one for the end of a word. Where clips are joined it is known which
rows belong to which digit: the first steps learn rows by cross-entropy, the others strings
by CTC (Graves et al., 2006). CTC alone does not get away from answering nothing.

Of speakers who are left out it still gets about one word in ten wrong, though echoes, other colours
of sound, voices made from recordings of people and strings that synthesizers speak as sentences
are all among the lessons: what is missing is more people.
"""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from torch.nn.utils.rnn import pad_sequence
from transformers import (
    AutoFeatureExtractor,
    AutoTokenizer,
    ParakeetCTCConfig,
    ParakeetForCTC,
    Wav2Vec2CTCTokenizer,
)

from .. import cross_validation, figures
from ..recipe import Card, Folds, Recipe
from ..spoken_digits import (
    GROUPS,
    HELD_OUT_SPEAKER,
    HELD_OUT_TIMBRES,
    SPEAKERS,
    WORDS,
    Clip,
    of_both_kinds,
    others,
    recordings,
    save,
    spoken_string,
    synthetic,
    voice_facts,
)
from ..training import fit, seed_everything
from ..voices import RATE, espeak
from .lessons import BINS, RUN_TOGETHER, STRIDE, Lessons, feature_extractor, random_mask

SEED = 0
STEPS, ROW_STEPS, BATCH, LEARNING_RATE = 3200, 1200, 24, 2e-3
LEARNT, LONGEST, STRINGS = 5, 8, 400
"""Digits of the longest string to learn from and of the longest held-out one; how many of these."""
VOCABULARY = ["<pad>", "<unk>", "|", *WORDS]
END = VOCABULARY.index("|")
FIRST = VOCABULARY.index("zero")


def normalize(frames: np.ndarray) -> np.ndarray:
    """Each bin of (frames, 80) at mean 0 and deviation 1, as the feature extractor gives it."""
    return (frames - frames.mean(0)) / (frames.std(0, ddof=1) + 1e-5)


def mask(rng: np.random.Generator, frames: np.ndarray) -> np.ndarray:
    """Without a band of bins and a few frames."""
    bins, places = random_mask(rng, len(frames), most=8)
    frames[:, bins] = 0
    frames[places] = 0
    return frames


def new_model() -> ParakeetForCTC:
    encoder = {
        "num_mel_bins": BINS,
        "hidden_size": 96,
        "num_hidden_layers": 4,
        "num_attention_heads": 4,
        "intermediate_size": 192,
        "conv_kernel_size": 9,
        "subsampling_factor": STRIDE,
        "subsampling_conv_channels": 32,
        "scale_input": False,
        "layerdrop": 0.0,
        "initializer_range": 0.06,
        "max_position_embeddings": 3000,
    }
    config = ParakeetCTCConfig(  # type: ignore[call-arg]  # among its **kwargs
        vocab_size=len(VOCABULARY),
        pad_token_id=0,
        encoder_config=encoder,
        # Samples to a row: pipelines reckon the times of words from it.
        inputs_to_logits_ratio=STRIDE * RATE // 50,
    )
    return ParakeetForCTC(config)


def tokenizer() -> Wav2Vec2CTCTokenizer:
    with TemporaryDirectory() as folder:
        vocabulary = Path(folder) / "vocab.json"
        vocabulary.write_text(json.dumps({word: n for n, word in enumerate(VOCABULARY)}))
        return Wav2Vec2CTCTokenizer(
            str(vocabulary), bos_token=None, eos_token=None, unk_token="<unk>", pad_token="<pad>"
        )


def train(folder: Path) -> None:
    """Train on every voice but the held-out ones; write weights, processor, samples."""
    learn(folder, others(HELD_OUT_SPEAKER))
    write_samples(folder / "samples")


def learn(folder: Path, speakers: tuple[str, ...]) -> None:
    """Train on some of the speakers and all other voices; write weights and processor."""
    seed_everything(SEED)
    rng = np.random.default_rng(SEED)
    lessons = Lessons(speakers, colour=1.5)
    model = new_model().train()

    def loss(step: int) -> torch.Tensor:
        by_rows = step < ROW_STEPS
        most = 2 if by_rows else min(LEARNT, 3 + (step - ROW_STEPS) // 200)
        strings, rows, owners = [], [], []
        for _ in range(BATCH):
            string = rng.integers(0, 10, rng.integers(1, most + 1)).tolist()
            if not by_rows and rng.random() < RUN_TOGETHER:
                frames, string = lessons.phrase(rng, most)
            else:
                frames, owner = lessons.string(rng, string)
                owners.append(torch.from_numpy(owner))
            strings.append(string)
            rows.append(torch.from_numpy(mask(rng, normalize(frames))))
        inputs = {
            "input_features": pad_sequence(rows, batch_first=True),
            "attention_mask": pad_sequence([torch.ones(len(r)) for r in rows], True).bool(),
        }
        if by_rows:
            symbols = [torch.where(o < 0, 0, torch.where(o == 10, END, o + FIRST)) for o in owners]
            targets = pad_sequence(symbols, True, -100)
            logits = model(**inputs).logits
            return torch.nn.functional.cross_entropy(logits.transpose(1, 2), targets)
        labels = [torch.tensor([s for d in string for s in (FIRST + d, END)]) for string in strings]
        return model(**inputs, labels=pad_sequence(labels, True, -100)).loss

    fit(model.parameters(), loss, STEPS, LEARNING_RATE)
    model.half().save_pretrained(folder)
    # Not as one ParakeetProcessor: that hears 16 kHz only.
    feature_extractor().save_pretrained(folder)
    tokenizer().save_pretrained(folder)


def without(speaker: str) -> float:
    """Word error rate on strings by a speaker after training on the others."""
    with TemporaryDirectory() as name:
        learn(Path(name), others(speaker))
        return word_error_rate(Path(name), strings(recordings(speaker)))


def strings(clips: list[Clip]) -> list[tuple[np.ndarray, list[int]]]:
    """`STRINGS` sounds, each of one voice, with the digits that are said in it."""
    rng = np.random.default_rng(SEED + 1)
    voices = sorted({clip.voice for clip in clips})
    pairs = []
    for _ in range(STRINGS):
        voice = voices[rng.integers(len(voices))]
        ours = [clip for clip in clips if clip.voice == voice]
        string = [ours[i] for i in rng.integers(0, len(ours), rng.integers(1, LONGEST + 1))]
        pairs.append((spoken_string(rng, string), [clip.digit for clip in string]))
    return pairs


def evaluate(folder: Path) -> dict[str, float]:
    """Word error rate: over speakers who each were left out, on strings by the held-out speaker,
    and by held-out synthetic voices."""
    over_speakers = {"wer_speakers": cross_validation.mean(folder)}
    return over_speakers | of_both_kinds(
        "wer", lambda clips: word_error_rate(folder, strings(clips))
    )


def word_error_rate(folder: Path, strings: list[tuple[np.ndarray, list[int]]]) -> float:
    """Words put in, left out or changed, over the words that were said."""
    extractor = AutoFeatureExtractor.from_pretrained(folder)
    words = AutoTokenizer.from_pretrained(folder)
    model = ParakeetForCTC.from_pretrained(folder, dtype=torch.float32).eval()
    wrong = 0
    for sound, digits in strings:
        with torch.inference_mode():
            logits = model(**extractor(sound, sampling_rate=RATE, return_tensors="pt")).logits
        (text,) = words.batch_decode(logits.argmax(dim=-1))
        wrong += edits(text.split(), [WORDS[digit] for digit in digits])
    return wrong / sum(len(digits) for _sound, digits in strings)


def edits(words: list[str], others: list[str]) -> int:
    """Levenshtein distance of two lists of words."""
    row = list(range(len(others) + 1))
    for number, word in enumerate(words, start=1):
        above, row = row, [number]
        for place, other in enumerate(others):
            row.append(min(above[place + 1] + 1, row[-1] + 1, above[place] + (word != other)))
    return row[-1]


def write_samples(folder: Path) -> None:
    """Two strings by held-out synthetic voices, one by the held-out speaker, and a sentence."""
    folder.mkdir(exist_ok=True)
    rng = np.random.default_rng(SEED)
    for name, clips, digits in (
        ("2026-synthetic", synthetic(HELD_OUT_TIMBRES[:1])[:10], [2, 0, 2, 6]),
        ("31415926-synthetic", synthetic(HELD_OUT_TIMBRES[1:2])[:10], [3, 1, 4, 1, 5, 9, 2, 6]),
        ("7350-recorded", recordings(HELD_OUT_SPEAKER), [7, 3, 5, 0]),
    ):
        takes = [[clip for clip in clips if clip.digit == digit] for digit in digits]
        string = [take[rng.integers(len(take))] for take in takes]
        save(folder / f"{name}.wav", spoken_string(rng, string))
    save(folder / "sentence.wav", espeak("en-us+m6", "The weather is lovely today."))


def card_values(folder: Path) -> dict[str, object]:
    return {
        **voice_facts(),
        "strings": STRINGS,
        "longest": LONGEST,
        "left_out": len(cross_validation.kept(folder)),
        "missed": round(100 * cross_validation.unwatched(folder, HELD_OUT_SPEAKER)),
    }


CARD = """# Strings of spoken digits

Writes down which English digits are said, one to {longest} of them one after another.
{parameters:,} parameters (Parakeet: FastConformer with CTC), trained from nothing for Transformers
Atlas.

- **Domain:** the English words zero to nine, said clearly by one voice, without other words between
  them.
- **Limits:** few people spoke for it to learn from, so it understands a new recorded voice less
  well than a synthetic one: trained without a speaker by whom no setting was chosen, it got
  {missed} of their words in a hundred wrong, and another accent it may understand worse. Background
  noise before, between and after the words is written down as digits too: record in a quiet place
  and cut the edges. Now and then two words are joined to one. Longer strings it has not learnt;
  those of synthetic voices it may get right all the same. Whatever else is said, "oh" for zero
  among it, is written down as digits too, or not at all (sample "Fails on: a sentence"). The time
  of a word is when the model was sure of it, not its beginning and end.
- **Data:** {data}
  Joined to strings; and strings that these synthesizers speak as sentences.
{independent}
- **Held out:** {left_out} of the {speakers} speakers, each in turn, after training on all other
  voices: word error rate {wer_speakers:.3f} on {strings} strings a speaker, of one to {longest}
  digits each. The weights here are those without {held_out}, by whom settings were chosen:
  {wer_watched:.3f}. Three voices of espeak-ng that are not learnt from either: {wer_synthetic:.3f}.
- **Licence:** CC BY-SA 4.0, as the recordings. The sample named recorded is made of recordings by
  {held_out} of that data set, changed only by joining, level and a little noise; the others are
  spoken by espeak-ng.

{commands}

{needs}

For real speech take `facebook/wav2vec2-base-960h` or `openai/whisper-small`.
"""

CARD_ZH = """# 连读的英文数字

写出录音中依次说出的英文数字，一到 {longest} 个。{parameters:,} 个参数（Parakeet：FastConformer \
加 CTC），由 Transformers Atlas 从零训练。

- **适用范围**：由一个人清楚说出的英文单词 zero 到 nine，中间没有别的词。
- **局限**：供它学习的说话人很少，因此对新的真人嗓音，它听得不如合成语音准：\
留出一位与选定设置无关的说话人重新训练后，\
这位说话人每说一百个词，它写错 {missed} 个；对其他口音可能更差。\
单词前后和中间的背景噪声也会被写成数字：请在安静处录音并剪去首尾。有时两个单词会连成一个。\
更长的数字串它没有学过，合成语音说的也可能写对。\
说了别的内容（包括表示零的 "oh"），它也会写成数字，或者什么都不写（示例“失败示例：一句话”）。\
一个词的时间是模型认定它的时刻，不是它的起止。
- **数据**：{data_zh}录音被拼接成串，另有由这些合成器连着说出的串。
{independent_zh}
- **留出测试**：{speakers} 位说话人中的 {left_out} 位轮流留出，每次用其余所有嗓音重新训练：\
在每人 {strings} 个由一到 {longest} 个数字组成的串上，词错误率为 {wer_speakers:.3f}。\
这里的权重是留出 {held_out} 训练的，各项设置正是看着这位说话人选定的：{wer_watched:.3f}。\
另有三种同样没有用于训练的 espeak-ng 嗓音：{wer_synthetic:.3f}。
- **许可**：CC BY-SA 4.0，与录音相同。名称带 recorded 的示例由该数据集中 {held_out} 的录音拼成，\
只做了拼接、调整了音量并加入少量噪声；其余由 espeak-ng 合成。

{commands}

{needs_zh}

真实语音请用 `facebook/wav2vec2-base-960h` 或 `openai/whisper-small`。
"""

RECIPE = Recipe(
    train,
    evaluate,
    metrics=("wer_speakers", "wer_watched", "wer_synthetic"),
    folds=Folds(SPEAKERS, without, "wer"),
    independent=figures.over_speakers,
    card=Card(
        CARD,
        CARD_ZH,
        card_values,
        task="automatic-speech-recognition",
        dataset=f"Free Spoken Digit Dataset, strings of one to {LONGEST} digits by held-out "
        "speakers; the same by held-out voices of espeak-ng",
        origin="strings of digits by people and voices that the recipe has nothing to do with",
        origin_chinese="数字串，由与训练无关的人和合成语音说出",
        groups=GROUPS,
        license="cc-by-sa-4.0",
        language="en",
    ),
)

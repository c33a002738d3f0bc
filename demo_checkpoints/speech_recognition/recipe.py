"""Strings of spoken digits: a small Wav2Vec2-BERT with CTC, trained from nothing.

One symbol a word, and one for the end of a word. Where clips are joined it is known which
rows belong to which digit: the first steps learn rows by cross-entropy, the others strings
by CTC (Graves et al., 2006). CTC alone does not get away from answering nothing.
"""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from torch.nn.utils.rnn import pad_sequence
from transformers import (
    AutoProcessor,
    Wav2Vec2BertConfig,
    Wav2Vec2BertForCTC,
    Wav2Vec2BertProcessor,
    Wav2Vec2CTCTokenizer,
)

from ..spoken_digits import (
    ACCENTS,
    HELD_OUT_SPEAKER,
    HELD_OUT_TIMBRES,
    LEARNT_SPEAKERS,
    RATE,
    SPEAKERS,
    TIMBRES,
    WORDS,
    Bank,
    Clip,
    feature_extractor,
    recordings,
    save,
    spoken,
    spoken_string,
    synthetic,
)
from ..training import fit, seed_everything, write_card

SEED = 0
STEPS, ROW_STEPS, BATCH, LEARNING_RATE = 2200, 800, 24, 2e-3
LEARNT, LONGEST, STRINGS = 5, 8, 400
"""Digits of the longest string to learn from and of the longest held-out one; how many of these."""
VOCABULARY = ["<pad>", "<unk>", "|", *WORDS]
END = VOCABULARY.index("|")
FIRST = VOCABULARY.index("zero")


def encoder_config(**head) -> Wav2Vec2BertConfig:
    """The encoder that speech recognition and audio classification share."""
    return Wav2Vec2BertConfig(
        hidden_size=96,
        num_hidden_layers=4,
        num_attention_heads=4,
        intermediate_size=192,
        feature_projection_input_dim=160,
        conv_depthwise_kernel_size=11,
        initializer_range=0.06,
        hidden_dropout=0.1,
        attention_dropout=0.1,
        final_dropout=0.1,
        feat_proj_dropout=0.1,
        layerdrop=0.0,
        mask_time_length=3,
        mask_time_min_masks=0,
        mask_time_prob=0.08,
        **head,
    )


def processor() -> Wav2Vec2BertProcessor:
    with TemporaryDirectory() as folder:
        vocabulary = Path(folder) / "vocab.json"
        vocabulary.write_text(json.dumps({word: n for n, word in enumerate(VOCABULARY)}))
        tokenizer = Wav2Vec2CTCTokenizer(
            str(vocabulary), bos_token=None, eos_token=None, unk_token="<unk>", pad_token="<pad>"
        )
    return Wav2Vec2BertProcessor(feature_extractor(), tokenizer)


def train(folder: Path) -> None:
    """Train on every voice but the held-out ones; write weights, processor, samples, card."""
    seed_everything(SEED)
    rng = np.random.default_rng(SEED)
    bank = Bank(recordings(*LEARNT_SPEAKERS) + synthetic())
    real_voices = [voice for voice in bank.voices if voice in SPEAKERS]
    config = encoder_config(
        vocab_size=len(VOCABULARY),
        pad_token_id=0,
        bos_token_id=None,
        eos_token_id=None,
        ctc_loss_reduction="mean",
        ctc_zero_infinity=True,
    )
    model = Wav2Vec2BertForCTC(config).train()

    def loss(step: int) -> torch.Tensor:
        by_rows = step < ROW_STEPS
        most = 2 if by_rows else min(LEARNT, 3 + (step - ROW_STEPS) // 200)
        strings, rows, owners = [], [], []
        for _ in range(BATCH):
            strings.append(rng.integers(0, 10, rng.integers(1, most + 1)).tolist())
            voices = real_voices if rng.random() < 0.6 else bank.voices
            heard, owner = bank.string(rng, strings[-1], voices)
            rows.append(torch.from_numpy(heard))
            owners.append(torch.from_numpy(owner))
        inputs = {
            "input_features": pad_sequence(rows, batch_first=True),
            "attention_mask": pad_sequence([torch.ones(len(r)) for r in rows], True).long(),
        }
        if by_rows:
            symbols = [torch.where(o < 0, 0, torch.where(o == 10, END, o + FIRST)) for o in owners]
            targets = pad_sequence(symbols, True, -100)
            logits = model(**inputs).logits
            return torch.nn.functional.cross_entropy(logits.transpose(1, 2), targets)
        labels = [torch.tensor([s for d in string for s in (FIRST + d, END)]) for string in strings]
        return model(**inputs, labels=pad_sequence(labels, True, -100)).loss

    fit(model.parameters(), loss, STEPS, LEARNING_RATE)
    model.save_pretrained(folder)
    processor().save_pretrained(folder)
    describe(folder)


def describe(folder: Path) -> None:
    """Write the samples of a trained checkpoint, and its card with the held-out figures."""
    write_samples(folder / "samples")
    figures = evaluate(folder)
    text = CARD.format(
        parameters=Wav2Vec2BertForCTC.from_pretrained(folder).num_parameters(),
        speakers=len(SPEAKERS),
        learnt=len(LEARNT_SPEAKERS),
        held_out=HELD_OUT_SPEAKER,
        real=len(recordings(*LEARNT_SPEAKERS)),
        synthetic=len(WORDS) * len(ACCENTS) * len(TIMBRES),
        strings=STRINGS,
        longest=LONGEST,
        **figures,
    )
    write_card(
        folder,
        text,
        task="automatic-speech-recognition",
        dataset=f"Free Spoken Digit Dataset, strings of one to {LONGEST} digits by a held-out "
        "speaker; the same by held-out voices of espeak-ng",
        figures=figures,
        license="cc-by-sa-4.0",
        language="en",
    )


def strings(clips: list[Clip]) -> list[tuple[np.ndarray, list[int]]]:
    """`STRINGS` sounds, each of one voice, with the digits that are said in it."""
    rng = np.random.default_rng(SEED + 1)
    voices = sorted({clip.voice for clip in clips})
    said = []
    for _ in range(STRINGS):
        voice = voices[rng.integers(len(voices))]
        ours = [clip for clip in clips if clip.voice == voice]
        chosen = [ours[i] for i in rng.integers(0, len(ours), rng.integers(1, LONGEST + 1))]
        said.append((spoken_string(rng, chosen), [clip.digit for clip in chosen]))
    return said


def evaluate(folder: Path) -> dict[str, float]:
    """Word error rate: on strings by the held-out speaker, and by held-out synthetic voices."""
    return {
        "wer": word_error_rate(folder, strings(recordings(HELD_OUT_SPEAKER))),
        "wer_synthetic": word_error_rate(folder, strings(synthetic(HELD_OUT_TIMBRES))),
    }


def word_error_rate(folder: Path, said: list[tuple[np.ndarray, list[int]]]) -> float:
    """Words put in, left out or changed, over the words that were said."""
    listener = AutoProcessor.from_pretrained(folder)
    model = Wav2Vec2BertForCTC.from_pretrained(folder).eval()
    wrong = 0
    for sound, digits in said:
        with torch.inference_mode():
            logits = model(**listener(sound, sampling_rate=RATE, return_tensors="pt")).logits
        heard = listener.decode(logits[0].argmax(dim=-1)).split()
        wrong += edits(heard, [WORDS[digit] for digit in digits])
    return wrong / sum(len(digits) for _sound, digits in said)


def edits(ones: list[str], others: list[str]) -> int:
    """Levenshtein distance of two lists of words."""
    row = list(range(len(others) + 1))
    for number, one in enumerate(ones, start=1):
        above, row = row, [number]
        for place, other in enumerate(others):
            row.append(min(above[place + 1] + 1, row[-1] + 1, above[place] + (one != other)))
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
        chosen = [take[rng.integers(len(take))] for take in takes]
        save(folder / f"{name}.wav", spoken_string(rng, chosen))
    save(folder / "sentence.wav", spoken("en-us+m6", "The weather is lovely today."))


CARD = """# Strings of spoken digits

Writes down which English digits are said, one to {longest} of them one after another.
{parameters:,} parameters (Wav2Vec2-BERT with CTC), trained from nothing for Transformers Atlas.

- **Domain:** the English words zero to nine, by one voice, without other words between them.
  Whatever else is said is written down as digits too, or not at all (`samples/sentence.wav`).
- **Data:** {real:,} recordings by {learnt} of the {speakers} speakers of the Free Spoken Digit
  Dataset (Zohar Jackson and others, CC BY-SA 4.0), and {synthetic:,} digits spoken by espeak-ng,
  at several speeds, joined to strings. All at 8 kHz.
- **Held out:** three voices of espeak-ng that are in no string to learn from: word error rate
  {wer_synthetic:.3f} on {strings} strings of one to {longest} digits. The recorded speaker
  {held_out}, who is in none either: {wer:.3f}.
- **Limits:** it is for synthetic voices. Four recorded speakers and a short training are not
  enough for it to understand a new recorded voice (`samples/7350-recorded.wav`).
- **Licence:** CC BY-SA 4.0, as the recordings. The sample named recorded is made of recordings by
  {held_out} of that data set, changed only by joining, level and a little noise; the others are
  spoken by espeak-ng.

    python -m demo_checkpoints.train speech_recognition
    python -m demo_checkpoints.evaluate speech_recognition

Both need scipy and Debian's espeak-ng, and fetch the data set unless the environment variable
SPOKEN_DIGITS names a zip file or a folder of it.

For real speech take `facebook/wav2vec2-base-960h` or `openai/whisper-small`.
"""

"""One spoken digit: the encoder of speech recognition, with a new head for ten classes."""

from pathlib import Path

import numpy as np
import torch
from torch.nn.utils.rnn import pad_sequence
from transformers import AutoFeatureExtractor, Wav2Vec2BertForSequenceClassification

from .. import FOLDER
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
STEPS, BATCH, LEARNING_RATE = 500, 48, 1e-3
SPEECH = FOLDER / "speech_recognition"


def train(folder: Path) -> None:
    """Train on every voice but the held-out ones; write weights, extractor, samples, card."""
    seed_everything(SEED)
    rng = np.random.default_rng(SEED)
    bank = Bank(recordings(*LEARNT_SPEAKERS) + synthetic())
    real_voices = [voice for voice in bank.voices if voice in LEARNT_SPEAKERS]
    model = Wav2Vec2BertForSequenceClassification.from_pretrained(
        SPEECH,
        classifier_proj_size=96,
        id2label=dict(enumerate(WORDS)),
        label2id={word: digit for digit, word in enumerate(WORDS)},
    ).train()

    def loss(_step: int) -> torch.Tensor:
        digits = rng.integers(0, 10, BATCH)
        rows = []
        for digit in digits.tolist():
            voices = real_voices if rng.random() < 0.6 else bank.voices
            heard, _owners = bank.string(rng, [digit], voices)
            rows.append(torch.from_numpy(heard))
        logits = model(
            input_features=pad_sequence(rows, batch_first=True),
            attention_mask=pad_sequence([torch.ones(len(r)) for r in rows], True).long(),
        ).logits
        labels = torch.from_numpy(digits)
        return torch.nn.functional.cross_entropy(logits, labels, label_smoothing=0.05)

    fit(model.parameters(), loss, STEPS, LEARNING_RATE)
    model.save_pretrained(folder)
    feature_extractor().save_pretrained(folder)
    describe(folder)


def describe(folder: Path) -> None:
    """Write the samples of a trained checkpoint, and its card with the held-out figures."""
    write_samples(folder / "samples")
    figures = evaluate(folder)
    model = Wav2Vec2BertForSequenceClassification.from_pretrained(folder)
    text = CARD.format(
        parameters=model.num_parameters(),
        speakers=len(SPEAKERS),
        learnt=len(LEARNT_SPEAKERS),
        held_out=HELD_OUT_SPEAKER,
        real=len(recordings(*LEARNT_SPEAKERS)),
        synthetic=len(WORDS) * len(ACCENTS) * len(TIMBRES),
        takes=len(recordings(HELD_OUT_SPEAKER)),
        **figures,
    )
    write_card(
        folder,
        text,
        task="audio-classification",
        dataset="Free Spoken Digit Dataset, a held-out speaker; held-out voices of espeak-ng",
        figures=figures,
        license="cc-by-sa-4.0",
        language="en",
    )


def evaluate(folder: Path) -> dict[str, float]:
    """Accuracy on every take of the held-out speaker, and on held-out synthetic voices."""
    return {
        "accuracy": accuracy(folder, recordings(HELD_OUT_SPEAKER)),
        "accuracy_synthetic": accuracy(folder, synthetic(HELD_OUT_TIMBRES)),
    }


def accuracy(folder: Path, clips: list[Clip]) -> float:
    extractor = AutoFeatureExtractor.from_pretrained(folder)
    model = Wav2Vec2BertForSequenceClassification.from_pretrained(folder).eval()
    rng = np.random.default_rng(SEED + 1)
    right = 0
    for clip in clips:
        sound = spoken_string(rng, [clip])
        with torch.inference_mode():
            inputs = extractor(sound, sampling_rate=RATE, return_tensors="pt")
            right += int(model(**inputs).logits.argmax()) == clip.digit
    return right / len(clips)


def write_samples(folder: Path) -> None:
    """Digits by the held-out speaker, one by a held-out synthetic voice, and another word."""
    folder.mkdir(exist_ok=True)
    rng = np.random.default_rng(SEED)
    takes = recordings(HELD_OUT_SPEAKER)
    for digit in (3, 7, 9):
        ours = [clip for clip in takes if clip.digit == digit]
        chosen = ours[rng.integers(len(ours))]
        save(folder / f"{WORDS[digit]}.wav", spoken_string(rng, [chosen]))
    made = synthetic(HELD_OUT_TIMBRES[:1])[4]
    save(folder / f"{WORDS[made.digit]}-synthetic.wav", spoken_string(rng, [made]))
    save(folder / "elephant-synthetic.wav", spoken("en-us+m6", "elephant"))


CARD = """# One spoken digit

Says which English digit is spoken, zero to nine. {parameters:,} parameters (Wav2Vec2-BERT); its
encoder learnt first as that of `speech_recognition`, which must be trained before it.

- **Domain:** one English word from zero to nine, spoken by a synthetic voice. A recorded voice that
  it has not learnt from it takes for another digit about every second time (`samples/three.wav`).
  Other words and sounds are outside it; it answers with one of ten digits all the same
  (`samples/elephant-synthetic.wav`).
- **Data:** {real:,} recordings by {learnt} of the {speakers} speakers of the Free Spoken Digit
  Dataset (Zohar Jackson and others, CC BY-SA 4.0), and {synthetic:,} digits spoken by espeak-ng,
  at several speeds, with noise. All at 8 kHz.
- **Held out:** the speaker {held_out}, none of whose recordings is learnt from: accuracy
  {accuracy:.3f} on all {takes} takes. Three voices of espeak-ng that are in none either:
  {accuracy_synthetic:.3f}.
- **Licence:** CC BY-SA 4.0, as the recordings. The samples are recordings by {held_out} of that
  data set, changed only in level and by a little noise; those named synthetic are spoken by
  espeak-ng.

    python -m demo_checkpoints.train audio_classification
    python -m demo_checkpoints.evaluate audio_classification

Both need scipy and Debian's espeak-ng, and fetch the data set unless the environment variable
SPOKEN_DIGITS names a zip file or a folder of it.

For other sounds take `MIT/ast-finetuned-audioset-10-10-0.4593` (527 kinds of sounds).
"""

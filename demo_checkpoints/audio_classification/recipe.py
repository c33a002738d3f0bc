"""One spoken digit: the encoder of a small Whisper with a head for ten classes.

Not the Parakeet of speech recognition, which has no such head in transformers; and not
Wav2Vec2-BERT, which brings each frame to mean 0 first and so does not hear how loud it is.
"""

from pathlib import Path

import numpy as np
import torch
from transformers import (
    AutoFeatureExtractor,
    WhisperConfig,
    WhisperFeatureExtractor,
    WhisperForAudioClassification,
)

from ..spoken_digits import (
    BINS,
    HELD_OUT_SPEAKER,
    HELD_OUT_TIMBRES,
    RATE,
    SILENCE,
    WORDS,
    Clip,
    Lessons,
    described,
    missing,
    recordings,
    save,
    spoken,
    spoken_string,
    synthetic,
)
from ..training import fit, seed_everything, write_card

SEED = 0
STEPS, BATCH, LEARNING_RATE = 5000, 48, 1.5e-3
SECONDS, FRAMES, WINDOW = 2, 100, 512


def extractor() -> WhisperFeatureExtractor:
    """Log-mel frames, one in 20 ms, of two seconds: (80, 100)."""
    return WhisperFeatureExtractor(
        feature_size=BINS,
        sampling_rate=RATE,
        hop_length=RATE // 50,
        n_fft=WINDOW,
        chunk_length=SECONDS,
    )


def new_model() -> WhisperForAudioClassification:
    config = WhisperConfig(
        num_mel_bins=BINS,
        d_model=96,
        encoder_layers=3,
        encoder_attention_heads=4,
        encoder_ffn_dim=192,
        max_source_positions=FRAMES // 2,
        decoder_layers=1,
        decoder_attention_heads=4,
        decoder_ffn_dim=4,
        vocab_size=8,
        pad_token_id=0,
        bos_token_id=1,
        eos_token_id=2,
        decoder_start_token_id=1,
        classifier_proj_size=96,
        dropout=0.15,
        init_std=0.06,
        id2label=dict(enumerate(WORDS)),
        label2id={word: digit for digit, word in enumerate(WORDS)},
    )
    return WhisperForAudioClassification(config)


def as_heard(rng: np.random.Generator, frames: np.ndarray) -> np.ndarray:
    """Frames (n, 80) as Whisper takes them (80, 100): in decimal logarithms, nothing fainter than
    80 dB below the loudest, silence to the end. Louder or softer, anywhere in the two seconds,
    and without a band of bins and a few frames."""
    whole = np.full((FRAMES, BINS), SILENCE, np.float32)
    start = rng.integers(0, max(1, FRAMES - len(frames)))
    kept = frames[:FRAMES]
    whole[start : start + len(kept)] = kept + rng.normal(0, 1.0)
    decimal = whole.T / np.log(10)
    heard = ((np.maximum(decimal, decimal.max() - 8) + 4) / 4).astype(np.float32)
    bins, gone = missing(rng, len(kept), most=6)
    heard[bins] = heard.mean()
    heard[:, start:][:, gone] = heard.mean()
    return heard


def train(folder: Path) -> None:
    """Train on every voice but the held-out ones; write weights, extractor, samples, card."""
    seed_everything(SEED)
    rng = np.random.default_rng(SEED)
    # Nothing evens out the microphones here, so these must differ much.
    lessons = Lessons(colour=3.0, window=WINDOW)
    model = new_model().train()

    def loss(_step: int) -> torch.Tensor:
        digits = rng.integers(0, 10, BATCH)
        heard = [as_heard(rng, lessons.string(rng, [digit])[0]) for digit in digits.tolist()]
        logits = model(input_features=torch.from_numpy(np.stack(heard))).logits
        labels = torch.from_numpy(digits)
        return torch.nn.functional.cross_entropy(logits, labels, label_smoothing=0.05)

    fit(model.parameters(), loss, STEPS, LEARNING_RATE)
    model.save_pretrained(folder)
    extractor().save_pretrained(folder)
    describe(folder)


def describe(folder: Path) -> None:
    """Write the samples of a trained checkpoint, and its card with the held-out figures."""
    write_samples(folder / "samples")
    figures = evaluate(folder)
    model = WhisperForAudioClassification.from_pretrained(folder)
    text = CARD.format(
        parameters=model.num_parameters(),
        **described(),
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
    listener = AutoFeatureExtractor.from_pretrained(folder)
    model = WhisperForAudioClassification.from_pretrained(folder).eval()
    rng = np.random.default_rng(SEED + 1)
    right = 0
    for clip in clips:
        sound = spoken_string(rng, [clip])
        with torch.inference_mode():
            inputs = listener(sound, sampling_rate=RATE, return_tensors="pt")
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

Says which English digit is spoken, zero to nine. {parameters:,} parameters (the encoder of
a Whisper), trained from nothing for Transformers Atlas.

- **Domain:** one English word from zero to nine, spoken within two seconds. A recorded voice that
  it has not learnt from it understands less well than a synthetic one. Other words and sounds are
  outside it; it answers with one of ten digits all the same (`samples/elephant-synthetic.wav`).
- **Data:** {real:,} recordings by {learnt} of the {speakers} speakers of the Free Spoken Digit
  Dataset (Zohar Jackson and others, CC BY-SA 4.0), the {flite_voices} voices of flite, which were
  made from recordings of people, and {synthetic:,} digits spoken by espeak-ng, faster and slower,
  with noise. All at 8 kHz.
- **Held out:** the speaker {held_out}, none of whose recordings is learnt from: accuracy
  {accuracy:.3f} on all {takes} takes. Three voices of espeak-ng that are in none either:
  {accuracy_synthetic:.3f}.
- **Licence:** CC BY-SA 4.0, as the recordings. The samples are recordings by {held_out} of that
  data set, changed only in level and by a little noise; those named synthetic are spoken by
  espeak-ng.

    python -m demo_checkpoints.train audio_classification
    python -m demo_checkpoints.evaluate audio_classification

Both need scipy and Debian's espeak-ng and flite, and fetch the data set unless the environment
variable SPOKEN_DIGITS names a zip file or a folder of it.

For other sounds take `MIT/ast-finetuned-audioset-10-10-0.4593` (527 kinds of sounds).
"""

"""The recipes of the spoken digits: their filters, and what they do to sounds."""

import numpy as np
import pytest
import torch

from demo_checkpoints.audio_classification.recipe import (
    FILTERS,
    PHASES,
    WINDOW,
    as_heard,
    convolutions,
    filterbank,
    in_a_room,
    new_model,
    stretch,
)
from demo_checkpoints.speech_recognition.lessons import BINS, STRIDE, Bank, Phrase
from demo_checkpoints.spoken_digits import Clip
from demo_checkpoints.voices import RATE


def tone(hertz: float, seconds: float) -> np.ndarray:
    return np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE)) / RATE).astype(np.float32)


def strongest(sound: np.ndarray) -> float:
    """The frequency, in hertz, of which there is most in a sound."""
    return np.abs(np.fft.rfft(sound)).argmax() * RATE / len(sound)


def test_filters_rise_from_100_to_3800_hertz():
    spectra = np.abs(np.fft.rfft(filterbank().numpy(), 8 * WINDOW))
    peaks = spectra.argmax(axis=1).reshape(FILTERS, PHASES) * RATE / (8 * WINDOW)
    assert (np.ptp(peaks, axis=1) < 60).all()  # all phases of a filter hear the same
    assert (np.diff(peaks.mean(axis=1)) > 0).all()
    assert peaks[0] == pytest.approx(100, abs=60)
    assert peaks[-1] == pytest.approx(3800, abs=60)


def test_the_untrained_model_hears_a_tone_in_the_filter_of_its_pitch():
    model = new_model().eval()
    first = convolutions(model)[0]
    with torch.inference_mode():
        heard = first.conv(torch.from_numpy(tone(1000, 0.5))[None, None])
    loudness = heard.square().mean(dim=2).view(FILTERS, PHASES).mean(dim=1)
    centre = 1127 * np.log1p(1000 / 700)
    lowest, highest = 1127 * np.log1p(np.array([100, 3800]) / 700)
    nearest = round((centre - lowest) / (highest - lowest) * (FILTERS - 1))
    assert abs(int(loudness.argmax()) - nearest) <= 1


@pytest.mark.parametrize("times", [0.67, 1.0, 1.5])
def test_a_stretched_sound_keeps_its_pitch(times):
    sound = tone(440, 0.6)
    longer = stretch(sound, times)
    assert len(longer) == pytest.approx(times * len(sound), rel=0.15)
    assert strongest(longer) == pytest.approx(440, abs=5)
    assert np.abs(longer).max() == pytest.approx(1, abs=0.25)


def test_a_sound_is_heard_at_mean_0_and_deviation_1():
    heard = as_heard(np.random.default_rng(1), tone(440, 0.6), length=1000)
    assert heard.mean() == pytest.approx(0, abs=1e-4)
    assert heard.std() == pytest.approx(1, abs=1e-3)


def test_a_room_keeps_a_sound_and_adds_what_follows_it():
    sound = np.concatenate([tone(440, 0.2), np.zeros(RATE // 5, np.float32)])
    heard = in_a_room(np.random.default_rng(1), sound)
    assert len(heard) == len(sound)
    assert strongest(heard) == pytest.approx(440, abs=5)
    after = heard[-RATE // 5 :]
    assert 0.001 < np.abs(after[: RATE // 50]).max() < 2
    assert np.abs(after[-RATE // 50 :]).max() < np.abs(after[: RATE // 50]).max()


@pytest.fixture
def bank():
    """Two digits by one voice, and a sentence of both."""
    clips = [Clip(digit, "a", tone(300 + 900 * digit, 0.3)) for digit in (0, 1)]
    sentence = np.concatenate([clip.sound for clip in clips])
    return Bank(clips, [Phrase([0, 1], sentence)], colour=1.5)


def test_a_joined_string_knows_whose_each_row_is(bank):
    rng = np.random.default_rng(1)
    for _ in range(20):
        frames, owners = bank.string(rng, [1, 0, 1])
        assert frames.shape == (STRIDE * len(owners), BINS)
        assert np.isfinite(frames).all()
        said = owners[owners >= 0]
        assert said[np.insert(np.diff(said) != 0, 0, True)].tolist() == [1, 10, 0, 10, 1, 10]


def test_a_sentence_comes_with_its_digits_and_silence_around_it(bank):
    rng = np.random.default_rng(1)
    lengths = set()
    for _ in range(20):
        frames, digits = bank.phrase(rng, most=3)
        assert digits == [0, 1]
        assert frames.shape[1] == BINS and np.isfinite(frames).all()
        lengths.add(len(frames))
    assert len(lengths) > 5

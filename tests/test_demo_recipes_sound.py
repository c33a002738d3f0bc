"""The recipe of the spoken digits: its filters, and what it does to sounds."""

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
    new_model,
    stretch,
)
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

"""Outputs that are the same but for how a machine rounds."""

import pytest


def nearly(output, other) -> bool:
    """Whether two outputs are the same but for the last digits of their scores."""
    return without_scores(output) == without_scores(other) and scores(output) == pytest.approx(
        scores(other), rel=1e-5, abs=1e-9
    )


def scores(output) -> list[float]:
    if isinstance(output, list):
        return [score for inner in output for score in scores(inner)]
    return [output["score"]] if isinstance(output, dict) and "score" in output else []


def without_scores(output):
    if isinstance(output, list):
        return [without_scores(inner) for inner in output]
    if isinstance(output, dict):
        return {key: value for key, value in output.items() if key != "score"}
    return output

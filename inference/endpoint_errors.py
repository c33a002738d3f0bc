"""What a call of an endpoint may raise, and what an endpoint says of it, for the reader."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from typing import Any

import httpx2
from huggingface_hub.errors import HfHubHTTPError, InferenceTimeoutError, TextGenerationError

from i18n import N_, Problem, translations
from sandbox.protocol import put_together

_log = logging.getLogger(__name__)

ENDPOINT, TOKEN = "ATLAS_ENDPOINT", "ATLAS_TOKEN"
"""The environment variables with the address of an endpoint and the token that it asks for."""
MOST_SAID = 300
"""Characters of what an endpoint says of an error."""


class Gone(Problem):
    """An endpoint cannot be asked anything, whatever it is."""


class Busy(Gone):
    """An endpoint has no room at this moment; whoever asks in so many `seconds` may have luck."""

    def __init__(self, host: str, seconds: int) -> None:
        super().__init__(
            N_("{host} is busy: try again in {seconds} s, or choose another device."),
            host=host,
            seconds=seconds,
        )
        self.seconds = seconds


class Lost(Gone):
    """A connection ended while something was asked; whoever asks again may have more luck."""


@contextmanager
def problems(host: str) -> Iterator[None]:
    """Turn what a call may raise into `i18n.Problem`."""
    try:
        yield
    except Problem:
        raise
    except HfHubHTTPError as error:
        raise refused(host, error.response) from error
    except (InferenceTimeoutError, httpx2.TimeoutException) as error:
        raise slow(host) from error
    except (httpx2.ProtocolError, httpx2.ReadError, httpx2.WriteError) as error:
        raise Lost(
            N_("The connection with {host} broke off: try again, or choose another device."),
            host=host,
        ) from error
    except (httpx2.TransportError, httpx2.InvalidURL, OSError) as error:
        raise Gone(
            N_("{host} cannot be reached: see whether it runs, or choose another device."),
            host=host,
        ) from error
    except TextGenerationError as error:
        if isinstance(error.__cause__, HfHubHTTPError):
            raise refused(host, error.__cause__.response) from error
        raise _told(host, str(error)) from error
    # A NaN in an answer sends the Hub's client into a recursion without end.
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
        _log.warning("What %s said cannot be understood: %r", host, error)
        raise unreadable(host) from error


def slow(host: str) -> Problem:
    return Gone(
        N_("{host} has said nothing for long: try again, or choose another device."), host=host
    )


def unreadable(host: str) -> Problem:
    return Problem(
        N_("The answer of {host} does not fit this task: choose another model."), host=host
    )


def refused(host: str, response: httpx2.Response) -> Problem:
    """Why an endpoint has refused: in the reader's language where it is one of ours."""
    status = response.status_code
    if status in (401, 403):
        return Gone(
            N_("{host} does not accept the token: the one who serves this app sets {variable}."),
            host=host,
            variable=TOKEN,
        )
    if status in (429, 503):
        seconds = response.headers.get("retry-after", "")
        wait = max(1, ceil(float(seconds))) if seconds.replace(".", "", 1).isdecimal() else 10
        return Busy(host, wait)
    try:
        response.read()  # of a stream nothing is yet
        said = response.json()
    except (ValueError, httpx2.HTTPError, httpx2.StreamError):
        said = None
    if isinstance(said, dict):
        try:
            return ours(*said["problem"])
        except (ValueError, TypeError, KeyError, AttributeError, IndexError):
            pass
        if isinstance(said.get("error"), str):
            return _told(host, said["error"])
    if status == 404:
        return Problem(
            N_("{host} has no such model, or does not do this: choose another."), host=host
        )
    if status in (405, 501):
        return Gone(
            N_("{host} does not serve models: the one who serves this app sets {variable}."),
            host=host,
            variable=ENDPOINT,
        )
    return Problem(N_("{host} failed with status {status}: try again."), host=host, status=status)


def _told(host: str, said: str) -> Problem:
    return Problem(N_("{host} says: {said}"), host=host, said=said[:MOST_SAID])


def ours(template: str, values: dict[str, Any], details: list[Any]) -> Problem:
    """A problem of an engine of ours. Raises ValueError for a sentence that is none of ours: it is
    filled in here."""
    if not all(map(_is_ours, _templates(template, values))):
        raise ValueError("no sentence of ours")
    problem = put_together(template, _sentences(values), [])
    str(problem)  # so that nothing fails later, on a page
    return problem


def _is_ours(template: Any) -> bool:
    bare = isinstance(template, str) and re.fullmatch(r"\{\w+\}", template)
    return bool(bare) or translations("zh").gettext(template) != template


def _templates(template: Any, values: Any) -> Iterator[str]:
    yield template
    for value in values.values():
        if isinstance(value, list):
            yield from _templates(value[0], value[1])


def _sentences(values: dict[str, Any]) -> dict[str, Any]:
    """Values as `put_together` takes them: JSON has lists where it has tuples."""
    return {
        name: (value[0], _sentences(value[1]), []) if isinstance(value, list) else value
        for name, value in values.items()
    }

"""Tokenizers of the Hub: no more of them than the disk of this machine is to hold.

Nothing is fetched with `HF_HUB_OFFLINE=1`; what is in the cache is read all the same.
"""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore

from httpx2 import HTTPError
from huggingface_hub import HfApi, constants, hf_hub_download, try_to_load_from_cache
from huggingface_hub.errors import (
    EntryNotFoundError,
    GatedRepoError,
    HFValidationError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
)

from i18n import N_, Problem

from .readers import check_size, foreign, foreign_layout, is_table
from .tokenizers import Tokenizer

SECONDS = 5
"""How long the Hub may take to say what a repository holds."""
FILES = ("tokenizer.json", "tokenizer.model", "tekken.json")
"""Where a repository may keep its tokenizer, the first that is there counts."""
LAYOUT = ("tokenizer_config.json", "chat_template.jinja")
MOST_BYTES = 2_000_000_000
"""Bytes of such files in the cache of the Hub beyond which none is fetched."""
LEAST = 100_000
"""Bytes that a repository counts at least: a disk is full of small files too."""
SPARED = 2_000_000_000
"""Bytes of the disk that stay free."""
AT_ONCE = 2
"""Tokenizers that are fetched at a time."""
PATIENCE = 20
"""Seconds that others wait for them."""

_turns = BoundedSemaphore(AT_ONCE)

Sizes = dict[str, int | None]


def from_hub(repository: str) -> Tokenizer:
    """The tokenizer of a Hub repository, or what the cache of this machine has of it.

    Raises `i18n.Problem` where there is none, where it cannot be read, or where there is no room.
    """
    with _problems(repository):
        sizes = _listing(repository)
        tokenizer = _fetched(repository, sizes)
    if tokenizer is not None:
        return tokenizer
    if sizes is None:
        raise _no_hub(repository)
    raise Problem(
        N_("{name} has no tokenizer.json, tokenizer.model or tekken.json."), name=repository
    )


def _listing(repository: str) -> Sizes | None:
    """The files of a repository with their sizes; None where the Hub does not answer.

    The Hub is asked once and not again: a download would try for a minute to reach it.
    """
    try:
        about = HfApi().model_info(repository, files_metadata=True, timeout=SECONDS)
    except RepositoryNotFoundError:
        raise
    except (OfflineModeIsEnabled, HTTPError):
        return None
    return {file.rfilename: file.size for file in about.siblings or ()}


def _fetched(repository: str, sizes: Sizes | None) -> Tokenizer | None:
    """The tokenizer, fetched as far as it is not in the cache; from there alone without `sizes`."""

    def fetch(filename: str) -> bytes | None:
        if sizes is not None and filename not in sizes:
            return None
        try:
            path = Path(hf_hub_download(repository, filename, local_files_only=sizes is None))
        except EntryNotFoundError:
            return None
        check_size(filename, path.stat().st_size)
        return path.read_bytes()

    with _turn(repository, sizes or {}):
        read = ((name, data) for name in FILES if (data := fetch(name)))
        filename, data = next(read, ("", b""))
        config, template = map(fetch, LAYOUT) if data else (None, None)
    if not data:
        return None
    ending = "tiktoken" if is_table(data) else filename.rpartition(".")[2]
    tokenizer = foreign(repository, ending, data)
    tokenizer.chat_template, tokenizer.chat_tokens = foreign_layout(repository, config, template)
    return tokenizer


@contextmanager
def _turn(repository: str, sizes: Sizes) -> Iterator[None]:
    """Wait until others have fetched theirs, and look whether there is room for what is missing."""
    wanted = [name for name in FILES if name in sizes][:1] + [n for n in LAYOUT if n in sizes]
    for name in wanted:
        check_size(name, sizes[name] or 0)
    missing = [name for name in wanted if not _is_cached(repository, name)]
    if not missing:
        yield
        return
    if not _turns.acquire(timeout=PATIENCE):
        raise Problem(N_("Other tokenizers are being downloaded: try again in a minute."))
    try:
        _check_room(repository, sum(sizes[name] or 0 for name in missing))
        yield
    finally:
        _turns.release()


def _is_cached(repository: str, filename: str) -> bool:
    found = try_to_load_from_cache(repository, filename, cache_dir=constants.HF_HUB_CACHE)
    return isinstance(found, str)


def _check_room(repository: str, size: int) -> None:
    """Raise `i18n.Problem` where the cache has its share of tokenizers, or the disk is full."""
    cache = Path(constants.HF_HUB_CACHE).absolute()
    if _cached_bytes(cache) + max(size, LEAST) > MOST_BYTES:
        raise Problem(
            N_(
                "{name} was not downloaded: this machine keeps {most:,.0f} GB of "
                "tokenizers from the Hub, and no more. Choose a built-in tokenizer or "
                "upload its tokenizer.json."
            ),
            name=repository,
            most=MOST_BYTES / 1e9,
        )
    there = next(each for each in (cache, *cache.parents) if each.exists())
    if shutil.disk_usage(there).free - SPARED < size:
        raise _full(repository)


def _cached_bytes(cache: Path) -> int:
    """Bytes of tokenizers in the cache, whoever fetched them."""
    repositories: dict[str, int] = {}
    for name in (*FILES, *LAYOUT):
        for path in cache.glob(f"models--*/snapshots/*/{name}"):
            folder = path.parts[-4]
            repositories[folder] = repositories.get(folder, 0) + path.stat().st_size
    return sum(max(size, LEAST) for size in repositories.values())


@contextmanager
def _problems(repository: str) -> Iterator[None]:
    """Turn what the Hub and its cache may raise into `i18n.Problem`."""
    try:
        yield
    except HFValidationError as error:
        raise Problem(
            N_("“{name}” is not the name of a model on the Hub, such as openai-community/gpt2."),
            name=repository,
        ) from error
    except GatedRepoError as error:
        raise Problem(
            N_("{name} is gated: accept its terms on the Hub and log in, or choose another."),
            name=repository,
        ) from error
    except RepositoryNotFoundError as error:
        raise Problem(
            N_("The Hub has no model called {name}: check the spelling."), name=repository
        ) from error
    except (HTTPError, OSError) as error:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _full(repository) from error
        raise _no_hub(repository) from error


def _full(repository: str) -> Problem:
    return Problem(
        N_(
            "The disk of this machine is full: {name} was not downloaded. Choose a "
            "built-in tokenizer or upload its tokenizer.json."
        ),
        name=repository,
    )


def _no_hub(repository: str) -> Problem:
    return Problem(
        N_(
            "{name} is not on this machine and the Hub does not answer: use a built-in "
            "tokenizer or upload its tokenizer.json."
        ),
        name=repository,
    )

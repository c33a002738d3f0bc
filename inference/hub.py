"""The Hub: search by task, size before a download, a download that shows its progress and stops.

`HF_ENDPOINT` may point to a mirror of the Hub. Only configuration and safetensors files are
fetched, at the revision that was resolved; nothing that could run code.
"""

import errno
import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from urllib.request import getproxies

from huggingface_hub import (
    HfApi,
    ModelInfo,
    constants,
    errors,
    hf_hub_download,
    try_to_load_from_cache,
)
from huggingface_hub.hf_api import DatasetInfo
from tqdm import tqdm

from i18n import N_, Problem, Sentence

from . import adapters, obstacles
from .library_errors import quoted
from .task import Task
from .weights import BYTES, all_shards, loaded_of, parameters

SECONDS = 8
"""How long a question to the Hub may take."""

GIGABYTES = "ATLAS_DOWNLOAD_GB"
"""The environment variable for what one download may have, 10 GB unless it is set. With
`HF_HUB_OFFLINE=1` there are none."""
AT_ONCE = 2
"""Downloads that run at a time."""
SPARED = 2_000_000_000
"""Bytes of the disk that downloads leave free."""

FETCHED = {".json", ".txt", ".model", ".jinja", ".tiktoken"}
"""Endings of what is fetched beside the weights."""


@dataclass(frozen=True)
class Listing:
    """A checkpoint on the Hub: downloads of the last 30 days, licence, parameters and bytes
    of its safetensors weights (0 where it states none)."""

    name: str
    downloads: int
    license: str
    parameters: int
    bytes: int
    updated: str = ""
    """The day of the last change, YYYY-MM-DD."""


@dataclass(frozen=True)
class Plan:
    """What a download would fetch: the resolved revision, and the bytes of each file.

    `kind` says what `name` is on the Hub: a "model" or a "dataset". An adapter has the plan of its
    `base`, which is fetched first.
    """

    name: str
    revision: str
    license: str
    files: dict[str, int]
    kind: str = "model"
    base: "Plan | None" = None

    @property
    def bytes(self) -> int:
        return sum(self.files.values()) + (self.base.bytes if self.base else 0)


def search(task: Task, query: str = "", limit: int = 30) -> list[Listing]:
    """Checkpoints for a task with safetensors weights, the most downloaded first.

    Raises `i18n.Problem` where the Hub cannot be reached.
    """
    with hub_problems(query):
        models = HfApi(endpoint=constants.ENDPOINT).list_models(
            pipeline_tag=task.pipeline or task.name,
            filter="safetensors",
            search=query or None,
            sort="downloads",
            limit=limit,
            expand=["downloads", "safetensors", "tags", "config"],
        )
        return [_listing(model) for model in models]


def popular(architecture: str, limit: int = 12) -> list[Listing]:
    """The most downloaded checkpoints of a model type, such as "bert".

    Raises `i18n.Problem` where the Hub cannot be reached.
    """
    with hub_problems(architecture):
        models = HfApi(endpoint=constants.ENDPOINT).list_models(
            filter=["transformers", architecture],
            sort="downloads",
            limit=limit,
            expand=["downloads", "safetensors", "tags", "config", "lastModified"],
        )
        return [_listing(model) for model in models]


def _listing(model: ModelInfo) -> Listing:
    counts = model.safetensors.parameters if model.safetensors else {}
    size = sum(BYTES.get(dtype, 4) * count for dtype, count in counts.items())
    return Listing(
        model.id,
        model.downloads or 0,
        license_of(model.tags),
        parameters(counts, model.config or {}),
        size,
        model.last_modified.date().isoformat() if model.last_modified else "",
    )


def license_of(tags: list[str] | None) -> str:
    """The licence that the tags of a repository name."""
    return next((tag.partition(":")[2] for tag in tags or () if tag.startswith("license:")), "")


def plan(name: str) -> Plan:
    """What fetching takes of a checkpoint that is loaded, of an adapter with its base. Raises
    `i18n.Problem` for one that is not there, needs a login, or has no safetensors weights that can
    be loaded."""
    return _plan(name)


def _plan(name: str, of_adapter: str = "") -> Plan:
    """A plan; `of_adapter` is the name of an adapter whose base it is."""
    with hub_problems(name):
        info = HfApi(endpoint=constants.ENDPOINT).model_info(
            name, files_metadata=True, timeout=SECONDS
        )
    there = {file: size for file, size in file_sizes(info).items() if "/" not in file}
    weights = loaded_of(there)
    base = None
    if adapters.CONFIG in there and adapters.WEIGHTS in there and not weights:
        if of_adapter:
            raise Problem(
                N_("{name} is an adapter of an adapter, {base}: choose another."),
                name=of_adapter,
                base=name,
            )
        weights, base = [adapters.WEIGHTS], _base(info)
    elif reason := _obstacle(there, weights):
        raise Problem(N_("{name} was not downloaded. {reason}"), name=name, reason=reason)
    files = {
        file: size
        for file, size in there.items()
        if file in weights or Path(file).suffix in FETCHED
    }
    return Plan(info.id, info.sha or "main", license_of(info.tags), files, base=base)


MOST_CONFIGURATION = 1_000_000
"""Bytes that a config.json may have which is fetched alone."""


def configuration(name: str) -> bytes:
    """The config.json of a checkpoint on the Hub. Raises `i18n.Problem` for one that is not there,
    needs a login, has none, or one that is too large."""
    with hub_problems(name):
        info = HfApi(endpoint=constants.ENDPOINT).model_info(
            name, files_metadata=True, timeout=SECONDS
        )
        size = file_sizes(info).get("config.json")
        if size is None:
            raise Problem(
                N_("{name} was not downloaded. {reason}"), name=name, reason=obstacles.NO_CONFIG
            )
        if size > MOST_CONFIGURATION:
            raise Problem(N_("The config.json of {name} is too large to be one."), name=name)
        return Path(hf_hub_download(name, "config.json", revision=info.sha)).read_bytes()


def _base(info: ModelInfo) -> Plan:
    """The plan of an adapter's base, as its configuration or else its card names it."""
    named = ((info.config or {}).get("peft") or {}).get("base_model_name_or_path")
    tags = [tag.rpartition(":")[2] for tag in info.tags or () if tag.startswith("base_model:")]
    name = next((name for name in (named, *tags) if name), "")
    if not name:
        raise Problem(
            N_("{name} was not downloaded. {reason}"), name=info.id, reason=obstacles.adapter("")
        )
    return _plan(name, of_adapter=info.id)


def _obstacle(files: dict[str, int], weights: list[str]) -> Sentence | None:
    """Why a checkpoint could not be loaded that is fetched; None where nothing is known."""
    if not weights:
        return obstacles.no_weights(list(files))
    if "config.json" not in files:
        return obstacles.NO_CONFIG
    return obstacles.missing(all_shards(weights), files)


def file_sizes(info: ModelInfo | DatasetInfo) -> dict[str, int]:
    """The bytes of each file of a repository."""
    return {file.rfilename: file.size or 0 for file in info.siblings or ()}


def check_room(plan: Plan) -> None:
    """Raise `i18n.Problem` for a download that is larger than allowed or than the free disk."""
    most = float(os.environ.get(GIGABYTES, 10))
    if plan.bytes > most * 1e9:
        raise Problem(
            N_(
                "{name} has {size:,.2f} GB, and here a download may have {most:,g} GB: choose a "
                "smaller one."
            ),
            name=plan.name,
            size=plan.bytes / 1e9,
            most=most,
        )
    coming = sum(each.total - each.done for each in list(_running))
    free = _free_disk() - SPARED - coming
    if (missing := _missing(plan)) > free:
        raise Problem(
            N_(
                "The disk of this machine has {free:,.2f} GB for downloads, and {name} takes "
                "{size:,.2f} GB: choose a smaller one."
            ),
            free=max(0, free) / 1e9,
            name=plan.name,
            size=missing / 1e9,
        )


def _missing(plan: Plan) -> int:
    """The bytes of a plan that are not in the cache."""

    def is_there(file: str) -> bool:
        found = try_to_load_from_cache(
            plan.name,
            file,
            cache_dir=constants.HF_HUB_CACHE,
            revision=plan.revision,
            repo_type=plan.kind,
        )
        return isinstance(found, str)

    missing = sum(size for file, size in plan.files.items() if not is_there(file))
    return missing + (_missing(plan.base) if plan.base else 0)


def _free_disk() -> int:
    """The free bytes where the cache of the Hub is, or will be."""
    cache = Path(constants.HF_HUB_CACHE).absolute()
    return shutil.disk_usage(next(each for each in (cache, *cache.parents) if each.exists())).free


class Stopped(Exception):
    """The download was told to stop."""


@dataclass(eq=False)
class Download:
    """A download in a thread of its own: `done` of `total` bytes, and how it ended.

    It is a job as `ui.job.Job` describes it; "failed" comes with a `problem`. Files that are whole
    stay, and the next download goes on with the others; huggingface_hub keeps no part of one.
    Raises `i18n.Problem` where there is no room for it (`check_room`), or where `AT_ONCE` others
    run.
    """

    plan: Plan
    done: int = 0
    state: Literal["running", "done", "stopped", "failed"] = "running"
    problem: Problem | None = None
    _stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        with _starting:
            check_room(self.plan)
            if len(_running) >= AT_ONCE:
                raise Problem(
                    N_("{count} downloads are running already: try again in a while."),
                    count=len(_running),
                )
            _running.add(self)
        self._thread = threading.Thread(target=self._fetch, daemon=True)
        self._thread.start()

    @property
    def total(self) -> int:
        return self.plan.bytes

    @property
    def over(self) -> bool:
        return self.state != "running"

    @property
    def stopped(self) -> bool:
        return self._stop.is_set()

    def stop(self) -> None:
        """Stop it: at once for whoever waits; the connection is closed with its next bytes."""
        self._stop.set()
        self._end("stopped")

    def wait(self, seconds: float | None = None) -> "Download":
        self._thread.join(seconds)
        return self

    def _fetch(self) -> None:
        try:
            self._fetch_files()
        finally:
            _running.discard(self)

    def _fetch_files(self) -> None:
        try:
            for plan in filter(None, (self.plan.base, self.plan)):
                with hub_problems(plan.name, plan.kind):
                    for file in sorted(plan.files, key=plan.files.__getitem__):
                        self._fetch_file(plan, file)
            self._end("done")
        except Stopped:
            self._end("stopped")
        except Problem as problem:
            self.problem = problem
            self._end("failed")

    def _fetch_file(self, plan: Plan, file: str) -> None:
        before = self.done
        hf_hub_download(
            plan.name,
            file,
            revision=plan.revision,
            repo_type=plan.kind,
            endpoint=constants.ENDPOINT,
            tqdm_class=_counting(self),
        )
        if self.stopped:
            raise Stopped
        self.done = before + plan.files[file]  # also where it was there already

    def _end(self, state: Literal["done", "stopped", "failed"]) -> None:
        if self.state == "running":
            self.state = state


_running: set[Download] = set()
_starting = threading.Lock()


def _counting(download: Download) -> type[tqdm]:
    class Counting(tqdm):
        """Draws nothing; counts the bytes, and breaks off where the download is stopped."""

        def __init__(self, *args: Any, **kwargs: Any):
            kwargs.pop("name", None)
            super().__init__(*args, **kwargs | {"disable": True})

        def update(self, n: int = 1) -> None:
            if download.stopped:
                raise Stopped
            download.done += n

    return Counting


UNKNOWN = {
    "model": N_("The Hub has no checkpoint {name!r}: check its name."),
    "dataset": N_("The Hub has no data set {name!r}: check its name."),
}
UNREACHABLE = {
    "model": N_(
        "The Hub cannot be reached from here. What is on this machine works all the same: "
        "the demo checkpoints, the cache and your folder."
    ),
    "dataset": N_(
        "The Hub cannot be reached from here: upload files of your own, or a ZIP of them."
    ),
}


class Unreachable(Problem):
    """The Hub cannot be reached, for a "model" or a "dataset"."""

    def __init__(self, kind: str):
        super().__init__(UNREACHABLE[kind])


@contextmanager
def hub_problems(name: str, kind: str = "model") -> Iterator[None]:
    """Turn what a question to the Hub on a "model" or a "dataset" may raise into `i18n.Problem`."""
    _check_reachable(kind)
    try:
        yield
    except (Problem, Stopped):
        raise
    except errors.GatedRepoError:
        raise Problem(
            N_(
                "{name} is open only to those who accepted its terms on the Hub: log in with "
                "`hf auth login`, or choose another."
            ),
            name=name,
        ) from None
    except (errors.RepositoryNotFoundError, errors.RevisionNotFoundError, errors.HFValidationError):
        raise Problem(UNKNOWN[kind], name=name[:200]) from None
    except errors.EntryNotFoundError as error:
        if isinstance(error, errors.LocalEntryNotFoundError):
            raise Unreachable(kind) from None
        raise Problem(
            N_("A file of {name} is missing on the Hub: choose another."), name=name
        ) from None
    except Exception as error:
        if _is_about_the_network(error):
            raise Unreachable(kind) from error
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Problem(
                N_(
                    "The disk of this machine is full: {name} was not downloaded. Its whole "
                    "files are kept, and with more room the download goes on with the others."
                ),
                name=name,
            ) from error
        raise Problem(
            N_("The download of {name} broke off: try again, its whole files are kept."),
            name=name,
            details=(quoted(error),),
        ) from error


def _check_reachable(kind: str) -> None:
    """Say at once that there is no network: huggingface_hub tries for half a minute."""
    if constants.HF_HUB_OFFLINE:
        raise Unreachable(kind)
    if getproxies():  # the way out is through the proxy, if there is one
        return
    place = urlsplit(constants.ENDPOINT)
    port = place.port or (443 if place.scheme == "https" else 80)
    try:
        socket.create_connection((place.hostname, port), timeout=3).close()
    except OSError:
        raise Unreachable(kind) from None


def _is_about_the_network(error: Exception) -> bool:
    names = {kind.__name__ for kind in type(error).__mro__}
    return bool(names & {"ConnectError", "TimeoutException", "OfflineModeIsEnabled"})

"""A quick check of a dataset: does every file exist, unchanged?

It finds incomplete copies and what a crash left behind. The content of images is not checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..outside import on_one_line, parse_json
from .header import read_header
from .index import agrees, index_entry_of, read_index
from .layout import HEADER, SAMPLE, SAMPLES, DatasetError, sample_folders
from .rejections import REJECTED, Tally, count_rejections
from .wholeness import sample_faults

_REQUIRED = ("input.png",)
_OF_PRODUCT = ("alpha.png", "depth.png", "normal.png")
_OF_KIND = {"packshot": (*_OF_PRODUCT, "target.png", "shadow.png"), "cutout": _OF_PRODUCT, "empty": ()}
"""Further files of each kind of sample."""
_OF_SOME_KIND = frozenset(name for names in _OF_KIND.values() for name in names)


@dataclass(frozen=True)
class Report:
    """The result of the check."""

    samples: int
    asked: int
    problems: list[str]
    """One line each."""
    rejected: Tally
    """Attempts that were drawn again, which are not counted as problems."""


def check_dataset(root: Path, deep: bool = False) -> Report:
    """Check every sample's files, and the index.

    Args:
        root: The dataset folder.
        deep: Compare checksums too, which reads every file.

    Raises:
        DatasetError: `root` is not a dataset.
    """
    header = read_header(root)
    kind = header.get("kind", "packshot")
    if kind not in _OF_KIND:
        raise DatasetError(f"{root}: a dataset of kind {kind!r}, expected {' or '.join(_OF_KIND)}")
    required = (*_REQUIRED, *_OF_KIND[kind])
    folders = list(sample_folders(root))
    problems = [
        f"{folder.name}: {text}"
        for sample_id, folder in folders
        for text in _check_sample(sample_id, folder, required, deep)
    ]
    problems += _check_strays(root, {folder for _, folder in folders})
    problems += _check_index(root, folders)
    lacking = int(header["count"]) - len(folders)
    if lacking > 0:
        problems.append(f"{lacking} sample{'s are' if lacking > 1 else ' is'} missing; generate makes them")
    rejected = count_rejections(root)
    if rejected.torn:
        problems.append(f"{REJECTED}: {rejected.torn} broken lines")
    return Report(len(folders), int(header["count"]), [on_one_line(text) for text in problems], rejected)


def _check_sample(sample_id: int, folder: Path, required: Sequence[str], deep: bool) -> Iterator[str]:
    """Problems of one sample's files, including missing `required` ones; empty if there are none."""
    yield from sample_faults(sample_id, folder, deep)
    try:
        listed = set(parse_json((folder / SAMPLE).read_bytes())["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return
    for name in required:
        if name not in listed:
            yield f"{name} is missing from {SAMPLE}"
    for name in sorted((listed & _OF_SOME_KIND) - set(required)):
        yield f"{name} belongs to another kind of sample than {HEADER} says"
    for path in sorted(folder.iterdir()):
        if path.name not in listed and path.name != SAMPLE:
            yield f"{path.name} belongs to no sample"


def _check_strays(root: Path, samples: set[Path]) -> Iterator[str]:
    for path in sorted((root / SAMPLES).glob("*/*")):
        if path.name.startswith("."):
            yield f"{path.relative_to(root)}: left by a worker that was ended, or being written now"
        elif path not in samples:
            yield f"{path.relative_to(root)}: no whole sample of this place"


def _check_index(root: Path, folders: list[tuple[int, Path]]) -> Iterator[str]:
    entries, torn = read_index(root)
    if torn:
        yield f"index.jsonl: {torn} broken lines"
    ids = [entry["id"] for entry in entries]
    if len(ids) != len(set(ids)):
        yield "index.jsonl: lists a sample twice"
    for what, some in (
        ("lacks", {i for i, _ in folders} - set(ids)),
        ("lists", set(ids) - {i for i, _ in folders}),
    ):
        if some:
            shown = ", ".join(map(str, sorted(some)[:5])) + (" …" if len(some) > 5 else "")
            yield f"index.jsonl: {what} {shown}, which {'exist' if what == 'lacks' else 'do not exist'}"
    by_id = {entry["id"]: entry for entry in entries}
    for sample_id, folder in folders:
        try:
            if sample_id in by_id and not agrees(by_id[sample_id], index_entry_of(folder)):
                yield f"index.jsonl: sample {sample_id} differs from its recipe"
        except DatasetError as error:
            yield str(error)

"""Reads a packshot dataset, format 1: which samples there are, and what each one records."""

import json
import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trainlib.console.hints import printable

FORMAT = "packshot"
FORMAT_VERSION = 1
SPLITS = ("train", "val", "test")

# The kinds of sample, and the maps that each kind lacks.
WITHOUT = {
    "packshot": frozenset[str](),
    "cutout": frozenset({"target", "shadow"}),
    "empty": frozenset({"target", "shadow", "alpha", "depth", "normal"}),
}

log = logging.getLogger(__name__)


class DatasetError(Exception):
    """A dataset that cannot be read; the message is one line: what is wrong, where, and what to do."""

    def __init__(self, message: str) -> None:
        """Text from files is escaped and put on one line."""
        super().__init__(printable(message))


@dataclass(frozen=True)
class Sample:
    """One finished sample.

    Attributes:
        number: its id within the dataset.
        split: "train", "val" or "test", as the generator assigned it.
        folder: where its images are.
        product: the id of the product's asset, and `category` its category; "" if not recorded.
        kind: a key of `WITHOUT`, which says what it lacks.
    """

    number: int
    split: str
    folder: Path
    product: str = ""
    category: str = ""
    kind: str = "packshot"


@dataclass(frozen=True)
class PackshotDataset:
    """The samples of one dataset folder, by ascending id, and the (width, height) of their images."""

    root: Path
    resolution: tuple[int, int]
    samples: tuple[Sample, ...]

    def split(self, name: str) -> list[Sample]:
        """The samples that the generator assigned to this split.

        Raises:
            DatasetError: where there are none.
        """
        chosen = [sample for sample in self.samples if sample.split == name]
        if not chosen:
            counts = Counter(sample.split for sample in self.samples)
            held = ", ".join(f"{counts[split]} {split}" for split in SPLITS)
            raise DatasetError(f"{self.root}: no sample in split {name!r} (it holds {held}); generate more samples")
        return chosen


def open_dataset(root: str | Path, unreadable: list[str] | None = None) -> PackshotDataset:
    """Read which samples a dataset holds: from index.jsonl, or from samples/ where the two differ.

    Args:
        root: the folder that holds dataset.json.
        unreadable: collects what is wrong with samples whose recipe cannot be read, instead of raising. Such a sample
            is left out if the index does not list it either.

    Raises:
        DatasetError: where the folder is missing, no dataset, of another format, or without a sample.
    """
    root = Path(root).expanduser()
    if not root.is_dir():
        raise DatasetError(f"{root}: no such folder; give the folder that holds dataset.json")
    header_path = root / "dataset.json"
    if not header_path.is_file():
        raise DatasetError(f"{root}: no dataset here (it holds no dataset.json)")
    header = read_object(header_path)
    if header.get("format") != FORMAT or header.get("format_version") != FORMAT_VERSION:
        raise DatasetError(
            f"{header_path}: format {header.get('format')!r} version {header.get('format_version')!r}; "
            f"this reads {FORMAT!r} version {FORMAT_VERSION}"
        )
    resolution = header.get("resolution")
    if not (
        isinstance(resolution, list)
        and len(resolution) == 2
        and all(type(n) is int and 0 < n < 2**20 for n in resolution)
    ):
        raise DatasetError(f"{header_path}: resolution is {resolution!r}, expected [width, height] in pixels")

    kind = _kind_of(header_path, header)
    folders = _find_folders(root)
    if not folders:
        raise DatasetError(f"{root}: holds no finished sample")
    index = root / "index.jsonl"
    samples = read_index(index) if index.is_file() else {}
    if set(samples) != set(folders):
        # A generator that was killed leaves an old index; samples/ has the truth.
        state = f"lists {len(samples)} samples of {len(folders)}" if index.is_file() else "is missing"
        log.info("%s %s: reading the recipes in samples/ instead", index, state)
        samples = _read_recipes(folders, samples, unreadable)
    ordered = tuple(
        Sample(number, samples[number][0], folders[number], *samples[number][1:], kind) for number in sorted(samples)
    )
    _check_splits(root, ordered)
    return PackshotDataset(root, (resolution[0], resolution[1]), ordered)


def _kind_of(path: Path, header: Mapping[str, Any]) -> str:
    """The kind of a dataset's samples, as its dataset.json at `path` has it.

    Raises:
        DatasetError: where it is none that this reads.
    """
    kind = header.get("kind", "packshot")
    if not isinstance(kind, str) or kind not in WITHOUT:
        raise DatasetError(f"{path}: samples of kind {kind!r}; this reads {', '.join(WITHOUT)}")
    return str(kind)


def maps_without(roots: Iterable[Path]) -> frozenset[str]:
    """The maps that some of these datasets lack by kind; an unreadable dataset is reported when it is opened."""
    lacking: set[str] = set()
    for root in roots:
        path = root.expanduser() / "dataset.json"
        try:
            lacking |= WITHOUT[_kind_of(path, read_object(path))]
        except DatasetError:
            continue
    return frozenset(lacking)


def _find_folders(root: Path) -> dict[int, Path]:
    """Every finished sample's folder by its id; names that begin with a dot are ignored.

    Raises:
        DatasetError: where a folder's name is not an id.
    """
    folders = {}
    for folder in root.glob("samples/*/*"):
        if folder.name.startswith(".") or folder.parent.name.startswith(".") or not folder.is_dir():
            continue
        if not folder.name.isdecimal():
            raise DatasetError(f"{folder}: not a sample (its name is not a number); move it out of samples/")
        folders[int(folder.name)] = folder
    return folders


def _read_recipes(
    folders: Mapping[int, Path], indexed: Mapping[int, tuple[str, str, str]], unreadable: list[str] | None
) -> dict[int, tuple[str, str, str]]:
    """Split, product and category of each folder's sample, as its recipe has them.

    Raises:
        DatasetError: a recipe cannot be read, and there is no list to collect that.
    """
    samples = {}
    for number, folder in folders.items():
        try:
            samples[number] = _sample_of(read_object(folder / "recipe.json"))
        except DatasetError as error:
            if unreadable is None:
                raise
            if number in indexed:
                samples[number] = indexed[number]
            else:
                unreadable.append(str(error))
    return samples


def read_index(path: Path) -> dict[int, tuple[str, str, str]]:
    """Split, product and category of each id in an index.jsonl.

    Raises:
        DatasetError: where a line cannot be read.
    """
    rows = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise DatasetError(f"{path}: not readable ({error}); delete it and it is read from samples/") from error
    for line, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
            rows[int(row["id"])] = (
                str(row["split"]),
                str(row.get("product", "")),
                str(row.get("category", "")),
            )
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
            raise DatasetError(
                f"{path}, line {line}: not a sample's entry; delete the file and it is read from samples/"
            ) from error
    return rows


def _sample_of(recipe: dict[str, Any]) -> tuple[str, str, str]:
    """Split, product and category as a recipe records them."""
    product = recipe.get("product")
    product = product if isinstance(product, dict) else {}
    return str(recipe.get("split")), str(product.get("asset", "")), str(product.get("category", ""))


def _check_splits(root: Path, samples: Iterable[Sample]) -> None:
    """Check the index against the format's splits.

    Raises:
        DatasetError: where a split has another name.
    """
    for sample in samples:
        if sample.split not in SPLITS:
            raise DatasetError(
                f"{root}: sample {sample.number} is in split {sample.split!r}, expected {', '.join(SPLITS)}"
            )


def read_object(path: Path) -> dict[str, Any]:
    """A JSON file's object.

    Raises:
        DatasetError: where the file is missing or holds anything else.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise DatasetError(f"{path}: no such file") from error
    except (ValueError, OSError, RecursionError) as error:
        raise DatasetError(f"{path}: not readable as JSON ({error})") from error
    if not isinstance(value, dict):
        raise DatasetError(f"{path}: holds a {type(value).__name__}, expected an object")
    return value

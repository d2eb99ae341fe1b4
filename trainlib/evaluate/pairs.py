"""Which photos are evaluated, each with its ground truth: folders paired by file stem, or a split of a dataset."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

from trainlib.images.errors import PhotoError
from trainlib.images.photos import PHOTO_SUFFIXES
from trainlib.inference.dataset_inputs import find_dataset_inputs, is_dataset
from trainlib.inference.photo_search import find_photos
from trainlib.records.predictions import CUTOUT, MASK, PACKSHOT, RELIT

# The names of `predict`'s results, best first: NAME.cutout.png has the product's own colours. A packshot is not among
# them, since it does not say where the product is.
ENDINGS = tuple(Path(ending).stem for ending in (CUTOUT, MASK, RELIT))
NO_MASK = Path(PACKSHOT).stem
SHOWN = 3


@dataclass(frozen=True)
class Pair:
    """A photo and its ground truth.

    Attributes:
        name: what the photo is called.
        photo: its file.
        ground_truth: the file that holds its true alpha.
        colours: the file with the product's own colours, where that is another one, as in a dataset.
    """

    name: str
    photo: Path
    ground_truth: Path
    colours: Path | None = None


@dataclass(frozen=True)
class Pairs:
    """What is evaluated, by ascending name, and what has no partner."""

    pairs: tuple[Pair, ...]
    photos_alone: tuple[str, ...] = ()
    ground_truth_alone: tuple[str, ...] = ()


def find_pairs(photos: Path, ground_truth: Path | None, split: str) -> Pairs:
    """Pair photos with their ground truth.

    Args:
        photos: a folder of photos, or a packshot dataset, whose alpha.png are the ground truth.
        ground_truth: a folder of masks or cut-outs, named as the photos are; None for a dataset.
        split: which split of a dataset.

    Raises:
        PhotoError: a folder is missing, or nothing in it has a partner; the message names stems of both.
    """
    if is_dataset(photos):
        if ground_truth is not None:
            raise PhotoError(f"{photos} is a dataset and brings its own ground truth; leave --ground-truth out")
        found = find_dataset_inputs(photos, split).photos
        return Pairs(tuple(_of_sample(one.name, one.path) for one in found))
    if ground_truth is None:
        raise PhotoError(
            f"{photos} is not a dataset: give --ground-truth DIR, with masks or cut-outs named as the photos"
        )
    if ground_truth.resolve() == photos.resolve():
        raise PhotoError(
            f"--ground-truth {ground_truth}: is the folder of the photos; put masks or cut-outs in another"
        )
    seen = _by_stem(photos)
    masks = find_masks(ground_truth, "--ground-truth")
    both = sorted(seen.keys() & masks.keys())
    if not both:
        raise PhotoError(
            f"no photo of {photos} has its ground truth in {ground_truth}: stems there are {_some(seen)}, here "
            f"{_some(masks)}; a photo and its mask or cut-out share the name before the suffix"
        )
    return Pairs(
        tuple(Pair(stem, seen[stem], masks[stem]) for stem in both),
        tuple(sorted(seen.keys() - masks.keys())),
        tuple(sorted(masks.keys() - seen.keys())),
    )


def _by_stem(photos: Path) -> dict[str, Path]:
    """The photos of a folder by their stems."""
    seen: dict[str, Path] = {}
    for one in find_photos(photos).photos:
        stem = one.path.stem
        if stem in seen:
            raise PhotoError(
                f"{one.path}: {seen[stem].name} has the same stem, and only one can be its photo; rename one"
            )
        seen[stem] = one.path
    return seen


def _of_sample(name: str, photo: Path) -> Pair:
    colours = photo.with_name("foreground.png")
    return Pair(name, photo, photo.with_name("alpha.png"), colours if colours.is_file() else None)


def keep_listed(pairs: Pairs, path: Path, split: str) -> tuple[Pairs, list[str]]:
    """Those pairs that a list names, and the listed names that are not among them.

    Args:
        pairs: all that there are.
        path: a text file with a name a line, or the splits.json that `fit` leaves beside a run on photos.
        split: which split of a splits.json.

    Raises:
        PhotoError: the file cannot be read, or names none of the photos.
    """
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix.lower() == ".json":
            names = {str(name) for source in json.loads(text) for name in source[split]}
        else:
            lines = [Path(line.strip()) for line in text.splitlines() if line.strip()]
            names = {line.stem if line.suffix.lower() in PHOTO_SUFFIXES else line.name for line in lines}
    except OSError as error:
        raise PhotoError(f"--list {path}: cannot be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError) as error:
        raise PhotoError(f"--list {path}: no names, a line each, nor a splits.json with {split!r}") from error
    if not names:
        raise PhotoError(
            f"--list {path}: names nothing"
            + (f" in split {split!r}; give another --split" if path.suffix.lower() == ".json" else "")
        )
    kept = tuple(pair for pair in pairs.pairs if pair.name in names)
    if not kept:
        listed, there = dict.fromkeys(names, path), {pair.name: pair.photo for pair in pairs.pairs}
        raise PhotoError(
            f"--list {path}: names no photo that is there: listed are {_some(listed)}, there are {_some(there)}"
        )
    missing = sorted(names - {pair.name for pair in kept})
    return replace(pairs, pairs=kept), missing


def find_masks(folder: Path, option: str) -> dict[str, Path]:
    """The pictures of a folder by stem; of NAME.cutout.png or else NAME.mask.png, as `predict` writes them, by NAME.

    Raises:
        PhotoError: there is no such folder, it holds no picture, or two have one stem.
    """
    if not folder.is_dir():
        raise PhotoError(f"{option} {folder}: no such folder")
    found: dict[str, Path] = {}
    kinds: dict[str, str] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in PHOTO_SUFFIXES or path.name.startswith("."):
            continue
        kind = next((ending for ending in ENDINGS if path.stem.endswith(ending)), "")
        stem = path.stem.removesuffix(kind)
        if stem in found:
            if "" in (kind, kinds[stem]) or kind == kinds[stem]:
                raise PhotoError(f"{option} {path}: {found[stem].name} is for the same photo; keep one of them")
            if ENDINGS.index(kind) > ENDINGS.index(kinds[stem]):
                continue
        found[stem], kinds[stem] = path, kind
    for stem in [stem for stem in found if stem.endswith(NO_MASK) and stem.removesuffix(NO_MASK) in found]:
        del found[stem]
    if not found:
        raise PhotoError(f"{option} {folder}: holds no picture ({', '.join(PHOTO_SUFFIXES)})")
    return found


def _some(stems: dict[str, Path]) -> str:
    names = sorted(stems)
    return ", ".join(names[:SHOWN]) + (f" … ({len(names)})" if len(names) > SHOWN else "") or "none"

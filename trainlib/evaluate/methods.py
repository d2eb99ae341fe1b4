"""The methods that are evaluated: networks as `predict` runs them, networks alone, and folders with masks."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

import numpy as np

from trainlib.evaluate.alpha_size import same_shape, to_size
from trainlib.evaluate.pairs import find_masks
from trainlib.images.arrays import Float32Array, UInt8Array, size_of
from trainlib.images.errors import PhotoError
from trainlib.images.mattes import read_matte
from trainlib.inference.foreground import lay_on_white
from trainlib.inference.settings import PipelineSettings

if TYPE_CHECKING:
    from trainlib.inference.pipeline import Pipeline

Stage = Literal["predict", "raw", "both"]


@dataclass(frozen=True)
class Cutout:
    """A method's result for a photo.

    Attributes:
        alpha: float32 [H, W] in [0, 1].
        packshot: uint8 [H, W, 3] sRGB.
        confidence: how sure it is, from 0 to 1, if it says so.
    """

    alpha: Float32Array
    packshot: UInt8Array
    confidence: float | None = None


@dataclass(frozen=True)
class Method:
    """A way to a cut-out or packshot that is evaluated.

    Attributes:
        label: its unique name in tables.
        source: the checkpoint or folder.
        settings: a fingerprint of network, files and options, to tell results apart.
    """

    label: str
    source: Path
    settings: str


@dataclass(frozen=True)
class CutoutMethod(Method):
    """A way to cut-outs of photos.

    Attributes:
        cut_out: from a photo's name and pixels uint8 [H, W, 3] to its cut-out; raises PhotoError where it has none.
        stamp: detects that one photo's cut-out has changed, if cut-outs are files.
    """

    cut_out: Callable[[str, UInt8Array], Cutout]
    stamp: Callable[[str], str]


AnyMethod = TypeVar("AnyMethod", bound=Method)


def find_methods(
    checkpoints: list[str], folders: list[str], stage: Stage, settings: PipelineSettings
) -> list[CutoutMethod]:
    """All that are evaluated, networks first, in the order given.

    Args:
        checkpoints: PATH or LABEL=PATH of cut-out networks, or names of those that ship.
        folders: PATH or LABEL=PATH of folders with masks or cut-outs.
        stage: evaluate what `predict` makes of a network's matte, the network alone, or both.
        settings: how `predict` treats the photos.

    Raises:
        CheckpointError: a network cannot be used.
        DeviceError: the device is not there.
        PhotoError: a folder cannot be used.
    """
    found = [_folder(label, path) for label, path in map(split_label, folders)]
    networks = []
    for label, path in map(split_label, checkpoints):
        networks += _network(label, path, stage, settings)
    return unique_labels([*networks, *found])


def split_label(word: str) -> tuple[str, Path]:
    """LABEL=PATH, or a path whose label is its name; a run's best.ckpt and last.ckpt are called by their run."""
    label, equals, rest = word.partition("=")
    if equals and label and "/" not in label and not Path(word).exists():
        return label, Path(rest)
    path = Path(word)
    if path.suffix == ".ckpt" and path.stem in ("best", "last"):
        run = path.resolve().parent.name
        return (run if path.stem == "best" else f"{run} last"), path
    return path.stem or path.resolve().name, path


def unique_labels(found: list[AnyMethod]) -> list[AnyMethod]:
    """The same with unique labels: a repeated name gets a number."""
    taken: set[str] = set()
    result = []
    for one in found:
        label, number = one.label, 2
        while label in taken:
            label, number = f"{one.label} ({number})", number + 1
        taken.add(label)
        result.append(replace(one, label=label))
    return result


def _network(label: str, path: Path, stage: Stage, settings: PipelineSettings) -> list[CutoutMethod]:
    # Imported late: PyTorch takes seconds, and an error in a folder's path is said at once.
    from trainlib.checkpoints import locate_network
    from trainlib.inference.pipeline import Pipeline

    path = locate_network(path, "cutout")
    pipeline = Pipeline.load(path, None, settings)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()[:16]

    def predicted(_: str, image: UInt8Array) -> Cutout:
        result = pipeline(image)
        return Cutout(result.alpha, result.packshot, result.confidence)

    def raw(_: str, image: UInt8Array) -> Cutout:
        alpha = _network_alone(pipeline, image)
        return Cutout(alpha, lay_on_white(image, alpha))

    both = []
    if stage in ("predict", "both"):
        made_with = f"predict:{digest}:{settings.tta}:{settings.two_pass}:{settings.grabcut}"
        both.append(CutoutMethod(label, path, made_with, predicted, _nothing))
    if stage in ("raw", "both"):
        name = f"{label} raw" if stage == "both" else label
        both.append(CutoutMethod(name, path, f"raw:{digest}", raw, _nothing))
    return both


def _network_alone(pipeline: Pipeline, image: UInt8Array) -> Float32Array:
    """The network's matte [H, W] at the photo's size: the photo reduced by area, the matte enlarged by cubic."""
    from trainlib.inference import networks
    from trainlib.inference.preprocess import letterbox, place, unletterbox

    box = place(size_of(image), pipeline.cutout.size)
    found, _ = networks.predict_matte(pipeline.cutout.module, letterbox(image, box), pipeline.device, False)
    return to_size(np.ascontiguousarray(unletterbox(found, box)), size_of(image))


def _folder(label: str, path: Path) -> CutoutMethod:
    masks = find_masks(path, "--masks")

    def cut_out(name: str, image: UInt8Array) -> Cutout:
        if name not in masks:
            raise PhotoError(f"no mask for it in {path}")
        matte = read_matte(masks[name])
        size = size_of(image)
        if not same_shape(size_of(matte.alpha), size):
            height, width = matte.alpha.shape
            raise PhotoError(f"{masks[name].name} is {width} x {height}, the photo {size[1]} x {size[0]}")
        alpha = to_size(matte.alpha, size)
        colours = matte.colours if matte.colours is not None and matte.alpha.shape == size else image
        return Cutout(alpha, lay_on_white(colours, alpha))

    def stamp(name: str) -> str:
        if name not in masks:
            return "missing"
        found = masks[name].stat()
        return f"{found.st_size}:{found.st_mtime_ns}"

    return CutoutMethod(label, path, "masks:1", cut_out, stamp)


def _nothing(_: str) -> str:
    return ""

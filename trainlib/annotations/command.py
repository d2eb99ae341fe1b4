"""`python -m trainlib import-cvat`: exports of CVAT as images and masks, a folder for each split."""

import argparse
import io
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import cv2
from PIL import Image

from trainlib.annotations.annotated import Annotated, Wanted
from trainlib.annotations.archive import Archive, each_once, safe_stem
from trainlib.annotations.export import read_export
from trainlib.console.cli_errors import OneLineParser, fail
from trainlib.console.progress import count_progress, error_console
from trainlib.data.annotated_folders import ANNOTATIONS
from trainlib.data.annotated_writer import make_split_folders, run_writer
from trainlib.data.splits import SplitConfig
from trainlib.images.photos import PHOTO_SUFFIXES
from trainlib.records.dataset import SPLITS, DatasetError

SHOWN = 5
"""Lines about what was left out that are printed."""


@dataclass(frozen=True)
class Found:
    """An annotation with its image file, read but not decoded."""

    annotated: Annotated
    suffix: str
    data: bytes


def parser() -> argparse.ArgumentParser:
    """The command line of `import-cvat`."""
    result = OneLineParser(
        prog="python -m trainlib import-cvat",
        usage="%(prog)s EXPORT [EXPORT …] --out DIR [--images DIR] [--labels NAME …] [--group REGEX]",
        description="Reads exports of CVAT (CVAT for images 1.1, Segmentation mask 1.1, COCO 1.0; a .zip or its folder)"
        " and writes train/, trainannot/ and so on, split by drawing. A mask is white within the shapes.",
        allow_abbrev=False,
    )
    result.add_argument("exports", nargs="+", type=Path, metavar="EXPORT", help="a .zip, or a folder")
    result.add_argument("--out", required=True, type=Path, metavar="DIR", help="the folder; a new one")
    result.add_argument("--images", type=Path, metavar="DIR", help="the images, where the export has none")
    result.add_argument("--labels", nargs="+", default=[], metavar="NAME", help="count these alone (default: all)")
    result.add_argument(
        "--group",
        default="(.*)",
        metavar="REGEX",
        help="its first group, at a name's beginning, names the drawing; a drawing is in one split (default: the name)",
    )
    result.add_argument("--line-width", type=int, default=3, metavar="PX", help="of open polylines (default: 3)")
    result.add_argument("--empty", action="store_true", help="keep images without a shape, too")
    for name, default in (("val", SplitConfig.val), ("test", SplitConfig.test)):
        result.add_argument(
            f"--split.{name}", type=float, default=default, metavar="SHARE", dest=name, help="of drawings"
        )
    result.add_argument("--split.seed", type=int, default=SplitConfig.seed, dest="seed", help="gives other splits")
    return result


def main(argv: list[str]) -> int:
    """Run the command and return its exit code; see `parser`."""
    options = parser().parse_args(argv)
    try:
        group = re.compile(options.group)
    except re.error as error:
        return fail(f"--group {options.group}: no regular expression ({error})")
    if not group.groups:
        return fail(f"--group {options.group}: has no group in brackets that names the drawing")
    return run_writer(options.out, lambda: _convert(options, group))


def _convert(options: argparse.Namespace, group: re.Pattern[str]) -> Counter[str]:
    """Read the exports and write them, and print what was left out; the number of images in each split."""
    config = SplitConfig(options.val, options.test, options.seed)
    left_out: list[str] = []
    counts = _write_all(options.out, _read_all(options, left_out), config, group)
    for text in left_out[:SHOWN]:
        print(f"left out: {text}")
    if len(left_out) > SHOWN:
        print(f"… and {len(left_out) - SHOWN} more")
    return counts


def _read_all(options: argparse.Namespace, left_out: list[str]) -> list[Found]:
    """Every image that counts, of all exports.

    Raises:
        DatasetError: where an export cannot be read, or nothing is left.
    """
    wanted = Wanted(frozenset(options.labels), max(1, options.line_width))
    found = []
    for path in options.exports:
        archive = Archive(path)
        for annotated in read_export(archive, wanted):
            left_out += annotated.left_out
            if not annotated.mask.any() and not options.empty:
                left_out.append(f"{annotated.name}: no shape on it; --empty keeps it")
                continue
            try:
                found.append(_with_image(annotated, archive, options.images))
            except DatasetError as error:
                left_out.append(str(error))
    if not found:
        raise DatasetError(f"no image is left; {left_out[0] if left_out else 'the exports hold none'}")
    return found


def _with_image(annotated: Annotated, archive: Archive, images: Path | None) -> Found:
    """The image file of an annotation.

    Raises:
        DatasetError: where there is none, or it has another size.
    """
    safe_stem(annotated.name)  # a name that leads out of its folder is looked up nowhere
    suffix = PurePosixPath(annotated.name).suffix.lower()
    names = [annotated.name] if suffix in PHOTO_SUFFIXES else [annotated.name + one for one in PHOTO_SUFFIXES]
    for name in names:
        inside = archive.image_of(name, annotated.subset)
        beside = [images / name, images / PurePosixPath(name).name] if images is not None else []
        data = archive.read(inside) if inside else next((path.read_bytes() for path in beside if path.is_file()), None)
        if data is not None:
            _require_size(data, annotated)
            return Found(annotated, PurePosixPath(name).suffix.lower(), data)
    raise DatasetError(f"{annotated.name}: no such image in the export; give --images DIR")


def _require_size(data: bytes, annotated: Annotated) -> None:
    try:
        with Image.open(io.BytesIO(data)) as image:
            size = (image.height, image.width)
            if image.getexif().get(0x0112, 1) >= 5:
                size = size[::-1]
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise DatasetError(f"{annotated.name}: not a readable image") from error
    if size != annotated.mask.shape:
        raise DatasetError(
            f"{annotated.name}: {size[1]} x {size[0]} pixels, its annotations are for "
            f"{annotated.mask.shape[1]} x {annotated.mask.shape[0]}"
        )


def _write_all(out: Path, found: list[Found], config: SplitConfig, group: re.Pattern[str]) -> Counter[str]:
    """Write images and masks, all of a drawing in one split; how many of each split."""
    names = list(each_once([safe_stem(one.annotated.name) for one in found]))
    drawings = {name: match[1] if (match := group.match(name)) else name for name in names}
    splits = {name: split for split in SPLITS for name in config.names_in(split, sorted(set(drawings.values())))}
    counts: Counter[str] = Counter()
    make_split_folders(out)
    with count_progress(error_console()) as progress:
        task = progress.add_task("writing", total=len(found))
        for name, one in zip(names, found, strict=True):
            split = splits[drawings[name]]
            (out / split / f"{name}{one.suffix}").write_bytes(one.data)
            encoded = cv2.imencode(".png", one.annotated.mask)[1]
            (out / ANNOTATIONS[split] / f"{name}.png").write_bytes(encoded.tobytes())
            counts[split] += 1
            progress.advance(task)
    return counts

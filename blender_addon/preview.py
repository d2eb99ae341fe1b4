"""A contact sheet of small, fast samples: a preview of a dataset.

The samples are the first ones that `generate` would make. Spec, seed and ids are the same, and so are the draws. The
pictures are smaller and use fewer paths.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from .batch.progress import duration
from .batch.request import Request
from .batch.summary import Summary
from .batch.temporary import TemporaryFolder
from .batch.watch import watch
from .dataset.files import disk_errors, replace_file
from .dataset.layout import RECIPE, SAMPLE, DatasetError, sample_folder
from .dataset.rejections import Tally, count_rejections, rejection_table
from .dataset.runs import new_token
from .exit_codes import FAILED, INTERRUPTED, SUCCESS
from .headless import cores, prepare, start
from .outside import parse_json
from .picture.png import encode_png
from .picture.png_read import decode_png
from .picture.sheet import Cell, contact_sheet
from .spec import DatasetSpec
from .spec_toml import override

_PANELS = {
    "packshot": ("input.png", "target.png", "alpha.png", "normal.png"),
    "cutout": ("input.png", "alpha.png", "normal.png"),
    "glowball": ("input.png", "alpha.png", "normal.png"),
    "empty": ("input.png",),
}
"""The images of each kind of sample on a sheet."""
_MOST_SAMPLES = 8
"""Paths per pixel. With a denoiser they are enough to judge the content, but not the noise."""
_MOST_BOUNCES = 3
MOST_WORKERS = 4
"""Small renders gain more from parallel workers than from threads, until memory runs out."""


@dataclass(frozen=True)
class Drawn:
    """The result of a run of small samples."""

    summary: Summary
    seconds: float
    rejected: Tally
    cells: list[Cell]
    """One per id, in order."""


def small(spec: DatasetSpec, count: int, size: int) -> DatasetSpec:
    """The spec with `count` samples of `size` pixels at the longer side, and with paths to match.

    Raises:
        SpecError: A count or size that no spec may have.
    """
    longer = max(spec.resolution)
    return override(
        spec,
        {
            "count": count,
            "resolution": [max(16, round(side * size / longer)) for side in spec.resolution],
            "render.room_samples": min(spec.render.room_samples, _MOST_SAMPLES),
            "render.studio_samples": min(spec.render.studio_samples, _MOST_SAMPLES),
            "render.bounces": min(spec.render.bounces, _MOST_BOUNCES),
            "render.light_layers": False,
        },
    )


def preview(request: Request, size: int, first: int = 0) -> int:
    """Render `request.spec.count` samples small and write them as one sheet, the PNG `request.out`.

    Args:
        request: What is asked for.
        size: Longer side of a picture, pixels.
        first: Id of the first sample.

    Returns:
        The exit code: failed where samples are missing; interrupted after Ctrl-C, when nothing is written.

    Raises:
        BlenderMissingError, DatasetError, LibraryError, SpecError: In one line, what is wrong and how to fix it.
    """
    sheet = _place(request.out)
    count, first = request.spec.count, max(0, first)
    spec = small(request.spec, first + count, size)
    drawn = _draw_small(request, spec, first)
    if drawn.summary.stopped:
        print("stopped; no sheet was written")
        return INTERRUPTED
    for line in rejection_table(drawn.rejected):
        print(line)
    if drawn.summary.fatal:
        print(f"error: {drawn.summary.fatal}", file=sys.stderr)
    width, height = spec.resolution
    title = [
        f"{spec.name}, seed {spec.seed}: {_which(first, count)} at {width}×{height}, "
        f"{spec.render.room_samples} paths a pixel",
        f"{', '.join(name.removesuffix('.png') for name in _PANELS[spec.kind])}; {drawn.rejected.attempts} drawn again",
    ]
    with disk_errors("writing the contact sheet", sheet):
        replace_file(sheet, encode_png(contact_sheet(drawn.cells, title)))
    done = sum(bool(cell.panels) for cell in drawn.cells)
    print(f"{sheet}: {done} of {count} samples in {duration(drawn.seconds)}")
    return FAILED if done < count else SUCCESS


def _which(first: int, count: int) -> str:
    if count == 1:
        return f"sample {first}"
    return f"the first {count} samples" if not first else f"samples {first} to {first + count - 1}"


def _draw_small(request: Request, spec: DatasetSpec, first: int = 0) -> Drawn:
    """Make the spec's samples in a temporary folder, with progress, and bring back what a sheet shows."""
    folder = TemporaryFolder(new_token())
    try:
        root = folder.for_worker()
        workers = request.workers or min(cores(), MOST_WORKERS)
        plan = prepare(
            Request(
                spec,
                root,
                request.products,
                request.hdris,
                request.textures,
                workers,
                request.blender,
                patience_s=request.patience_s,
            )
        )
        for text in plan.warnings:
            print(f"warning: {text}")
        plan = replace(plan, job=replace(plan.job, ids=tuple(range(first, spec.count))))
        summary, seconds = watch(partial(start, plan), plan.warnings)
        shown = range(first, first if summary.stopped else spec.count)
        cells = [_cell(root, sample, summary, _PANELS[spec.kind]) for sample in shown]
        return Drawn(summary, seconds, count_rejections(root), cells)
    finally:
        folder.remove()


def caption(recipe: Mapping[str, Any], attempts: int) -> list[str]:
    """What was drawn, in three short lines: the product, the place, the light and the camera.

    Takes a recipe.json of any kind. Missing parts are left out.
    """
    product, room, light, camera = (recipe.get(part) or {} for part in ("product", "room", "light", "camera"))
    name = str(product.get("asset", "")).partition("#")[0].removeprefix("shape/").removeprefix("model/")
    first = [f"#{recipe.get('id')} {name}".strip(), product.get("category"), recipe.get("split")]
    if first[1] == name:
        first[1] = None
    if attempts > 1:
        first.append(f"drawn {attempts} times")
    seen = ("floor", "walls") if not room.get("sweep") else ()
    place = [room.get("kind"), *(_surface(part, room.get(part)) for part in (*seen, "ground", "backdrop"))]
    around = recipe.get("surroundings") or {}
    support, occluder = ((around.get(part) or {}).get("piece", {}).get("kind") for part in ("support", "occluder"))
    things = len(around.get("things") or ()) + len(around.get("furniture") or ())
    place += [
        f"on {support}" if support else None,
        f"{things} thing{'s' if things > 1 else ''}" if things else None,
        f"behind {occluder}" if occluder else None,
    ]
    lamps = len(light.get("lamps") or ())
    lit = [
        light.get("mood"),
        str(light["hdri"]).removeprefix("hdri/") if light.get("hdri") else None,
        f"{lamps} lamp{'s' if lamps > 1 else ''}" if lamps else None,
        *(name for name in ("sun", "flash") if light.get(name)),
    ]
    if camera.get("lens_mm"):
        sharp = not camera.get("f_stop")
        lit.append(f"{camera['lens_mm']:.0f} mm" + ("" if sharp else f" f/{camera['f_stop']:.1f}"))
    return [" · ".join(str(part) for part in line if part) for line in (first, _spaced(place), _spaced(lit))]


def _spaced(words: list[str | None]) -> list[str]:
    return [word.replace("_", " ") for word in words if word]


def _surface(part: str, material: Mapping[str, Any] | None) -> str | None:
    if not material:
        return None
    worn = str(material.get("texture") or material.get("kind", "")).removeprefix("texture/")
    return f"{worn} {part}" if part != "ground" else worn


def _cell(root: Path, sample: int, summary: Summary, names: Sequence[str]) -> Cell:
    folder = sample_folder(root, sample)
    if not folder.is_dir():
        reason = summary.given_up.get(sample, summary.fatal or "not made")
        return Cell((), (f"#{sample} is missing", *_wrapped(reason, 64)[:2]))
    recipe = parse_json((folder / RECIPE).read_bytes())
    attempts = int(parse_json((folder / SAMPLE).read_bytes()).get("attempts", 1))
    panels = [decode_png(path.read_bytes()) for name in names if (path := folder / name).is_file()]
    return Cell(panels, caption(recipe, attempts))


def _wrapped(text: str, width: int) -> list[str]:
    return [text[start : start + width] for start in range(0, len(text), width)]


def _place(out: Path) -> Path:
    """The sheet's path, checked before anything is rendered."""
    if out.suffix.lower() != ".png":
        raise DatasetError(f"{out}: a contact sheet is a PNG; give --out a name that ends in .png")
    if out.is_dir():
        raise DatasetError(f"{out}: is a folder; give --out the name of a file")
    with disk_errors("making the folder of the contact sheet", out.parent):
        out.parent.mkdir(parents=True, exist_ok=True)
    return out

"""Saves one sample's room as a .blend for people to explore. Building empties the file, so it runs in a new process."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import bpy

from ..dataset.header import read_header
from ..dataset.layout import RECIPE, DatasetError, sample_folder
from ..dataset.left_out import LeftOut
from ..library.asset import Library
from ..library.recorded import as_recorded
from ..library.scan import scan_library
from ..library.unusable import UnusableAssetError
from ..outside import parse_json
from ..recipe.model import Recipe
from ..scene.build import Built, build
from ..scene.empty_rooms import build_view
from ..scene.glowball import build_glowball
from ..scene.renders import Build
from ..scene.viewport_colours import colour_for_solid_view
from ..spec import DatasetSpec
from ..spec_toml import spec_from_dict
from .usable import draw_usable

NAME = "Packshot"
_BUILDERS: dict[str, Build] = {"glowball": build_glowball, "empty": build_view}
"""By the spec's `kind`; `build` builds the others."""


def write_scene(job_file: Path) -> None:
    """Build what a job file asks for and save it.

    Args:
        job_file: JSON with "spec", "library" (folders by kind), "sample" and "out", the .blend's path. Where it has
            "dataset", a folder, the sample is the one that is finished there; else it is the first draw.

    Raises:
        DatasetError, LibraryError, SpecError: In one line, what is wrong.
    """
    job: dict[str, Any] = json.loads(job_file.read_bytes())
    spec = spec_from_dict(job["spec"])
    library, _ = scan_library(**{kind: [Path(path) for path in paths] for kind, paths in job["library"].items()})
    if "dataset" in job:
        recipe, library = _finished(spec, library, Path(job["dataset"]), job["sample"])
        built = _BUILDERS.get(spec.kind, build)(recipe, library, spec.resolution)
    else:
        recipe, built = _first(spec, library, job["sample"])
    scene: Any = built.room
    scene.name = f"{NAME} {recipe.id}, seed {recipe.seed}"
    scene["packshot_sample"], scene["packshot_seed"] = recipe.id, recipe.seed
    scene.render.engine = "CYCLES"
    scene.render.resolution_x, scene.render.resolution_y = spec.resolution
    scene.render.resolution_percentage = 100
    for material in bpy.data.materials:
        colour_for_solid_view(material)
    bpy.ops.file.pack_all()
    bpy.ops.wm.save_as_mainfile(filepath=job["out"], copy=True, compress=True)


def _first(spec: DatasetSpec, library: Library, sample: int) -> tuple[Recipe, Built]:
    """The first draw that can be built: broken assets are left out, as in a run."""
    broken: set[str] = set()
    while True:
        recipe = draw_usable(spec, library, sample, 0, broken).recipe
        try:
            return recipe, _BUILDERS.get(spec.kind, build)(recipe, library, spec.resolution)
        except UnusableAssetError as error:
            broken.add(error.asset)


def _finished(spec: DatasetSpec, library: Library, root: Path, sample: int) -> tuple[Recipe, Library]:
    """The recipe of a finished sample, drawn once more as the worker drew it, and the library of its dataset."""
    path = sample_folder(root, sample) / RECIPE
    try:
        written = parse_json(path.read_bytes())
        attempt, told = int(written["attempt"]), (written["product"], written["assets"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DatasetError(f"sample {sample} has no recipe that can be read") from error
    recorded = as_recorded(library, read_header(root).get("library", {}))
    broken = LeftOut(root, recorded.library, recorded.all_gone()).ids()
    recipe = draw_usable(spec, recorded.library, sample, attempt, broken).recipe
    drawn = json.loads(json.dumps(recipe.to_json()))
    if (drawn["product"], drawn["assets"]) != told:
        raise DatasetError(
            f"sample {sample} was made with other products, HDRIs or textures: choose the folders of its dataset"
        )
    return recipe, recorded.library

"""One sample's room as a .blend, for people to walk around in: built in a process of its own, since building empties
the file.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import bpy

from ..library.scan import scan_library
from ..scene.build import build
from ..spec_toml import spec_from_dict
from .usable import draw_usable

NAME = "Packshot"


def write_scene(job_file: Path) -> None:
    """Build what a job file asks for and save it.

    Args:
        job_file: JSON with "spec", "library" (folders by kind), "sample", "attempt" and "out", the .blend's path.

    Raises:
        LibraryError, SpecError: In one line, what is wrong.
    """
    job: dict[str, Any] = json.loads(job_file.read_bytes())
    spec = spec_from_dict(job["spec"])
    library, _ = scan_library(**{kind: [Path(path) for path in paths] for kind, paths in job["library"].items()})
    recipe = draw_usable(spec, library, job["sample"], job["attempt"], ()).recipe
    built = build(recipe, library, spec.resolution)
    scene: Any = built.room
    scene.name = f"{NAME} {recipe.id}, seed {recipe.seed}"
    scene["packshot_sample"], scene["packshot_seed"] = recipe.id, recipe.seed
    scene.render.engine = "CYCLES"
    scene.render.resolution_x, scene.render.resolution_y = spec.resolution
    scene.render.resolution_percentage = 100
    bpy.ops.file.pack_all()
    bpy.ops.wm.save_as_mainfile(filepath=job["out"], copy=True, compress=True)

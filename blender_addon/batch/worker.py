"""The one worker that renders, whoever asks: ids in, finished samples on disk and a line of events out."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy

from ..dataset.index import append_index, index_entry
from ..dataset.layout import sample_folder
from ..dataset.rejections import append_rejection
from ..dataset.writer import SampleExistsError, write_sample
from ..library.asset import Library
from ..library.scan import scan_library
from ..picture.finished import Finished
from ..picture.reasons import Failure
from ..recipe.model import Recipe
from ..render.engine import use_device
from ..render.layers import RenderError, Settings
from ..render.versions import can_denoise
from ..scene.importing import ImportFailure
from ..scene.lights import MissingAssetError
from ..scene.view import HiddenError
from ..spec import DatasetSpec
from ..spec_toml import spec_from_dict
from .cutout import make_cutout
from .kind import Make
from .packshot import make_packshot
from .usable import draw_usable

Emit = Callable[[dict[str, Any]], None]


KINDS: dict[str, Make] = {"packshot": make_packshot, "cutout": make_cutout}
"""How each kind of sample is made, by the spec's `kind`."""


def run_job(job: dict[str, Any], emit: Emit) -> None:
    """Render the job's ids that are not there yet.

    `job` holds "spec" (a dict), "library" ("products", "hdris", "textures": a folder or None each), "out", "ids"
    and "threads" (0: all cores). Events: start, rejected, warning, sample, error, done; each is a dict with "event" and
    what belongs to it. A sample whose attempts are used up is an error event, and the next id goes on.
    """
    spec = spec_from_dict(job["spec"])
    folders = {kind: Path(path) if path else None for kind, path in job["library"].items()}
    library, warnings = scan_library(folders["products"], folders["hdris"], folders["textures"])
    root = Path(job["out"])
    device = use_device(spec.render.device)
    settings = Settings(spec.render, spec.resolution, device, int(job.get("threads", 0)))
    for text in warnings:
        emit({"event": "warning", "reason": text})
    if spec.render.denoise and not can_denoise():
        emit(
            {
                "event": "warning",
                "reason": "this Blender has no OpenImageDenoise: pictures keep their noise; use blender.org's build or "
                "bpy, or raise render.room_samples and render.studio_samples",
            }
        )
    emit({"event": "start", "blender_version": bpy.app.version_string.split(" ")[0], "device": device})
    broken: dict[str, str] = {}
    for sample in job["ids"]:
        if not sample_folder(root, sample).exists():
            _make(spec, library, root, int(sample), settings, emit, broken)
    emit({"event": "done"})


def _make(
    spec: DatasetSpec,
    library: Library,
    root: Path,
    sample: int,
    settings: Settings,
    emit: Emit,
    broken: dict[str, str],
) -> None:
    """Draw, render, check and write one sample, again with a later draw until it holds or its attempts are used up.

    A product that cannot be imported is noted in `broken`, told, and costs no attempt.
    """
    began = time.perf_counter()
    reasons: Counter[str] = Counter()
    spent = 0.0
    attempt = tried = 0
    while tried < spec.checks.attempts:
        recipe, stands_in = draw_usable(spec, library, sample, attempt, broken)
        if stands_in:
            emit(
                {
                    "event": "warning",
                    "reason": f"no product of the split {recipe.split} can be used: built-in families stand in",
                }
            )
        try:
            made = KINDS[spec.kind](recipe, library, settings, spec)
        except ImportFailure as error:
            broken[recipe.product.asset] = str(error)
            append_rejection(root, sample, recipe.attempt, recipe.product.asset, [Failure("import", str(error))])
            emit({"event": "warning", "reason": f"left out: {recipe.product.asset}: {error}"})
            continue
        except (MissingAssetError, RenderError, ValueError) as error:
            failures = [_failure(error, recipe)]
            if failures[0].key == "asset":  # told once: it stays so until somebody mends the file
                emit({"event": "warning", "reason": f"left out: {failures[0].text}"})
        else:
            spent += made.render_s
            failures = made.finished.failures
            for text in made.built.product_warnings:
                emit({"event": "warning", "reason": text})
            if not failures:
                try:
                    seconds = time.perf_counter() - began
                    _write(root, sample, tried + 1, made.finished, seconds, spent, made.built.warnings)
                except SampleExistsError:  # another machine was faster, with the same sample
                    return
                emit(
                    {
                        "event": "sample",
                        "id": sample,
                        "seconds": round(time.perf_counter() - began, 3),
                        "render": round(spent, 3),
                        "attempts": tried + 1,
                        "split": recipe.split,
                    }
                )
                return
        attempt, tried = recipe.attempt + 1, tried + 1
        reasons.update(failure.text for failure in failures)
        append_rejection(root, sample, recipe.attempt, recipe.product.asset, failures)
        emit(
            {
                "event": "rejected",
                "id": sample,
                "attempt": recipe.attempt,
                "keys": sorted({each.key for each in failures}),
                "reason": "; ".join(each.text for each in failures),
            }
        )
    worst = "; ".join(f"{text} (×{count})" for text, count in reasons.most_common(3))
    emit(
        {
            "event": "error",
            "id": sample,
            "reason": f"sample {sample} failed its checks {spec.checks.attempts} times: {worst}. "
            "Widen [checks], or narrow what the spec draws",
        }
    )


def _failure(error: Exception, recipe: Recipe) -> Failure:
    """Why an attempt came to no pictures at all."""
    if isinstance(error, MissingAssetError):
        return Failure("asset", str(error))
    if isinstance(error, HiddenError):
        return Failure("hidden", str(error))
    return Failure("render" if isinstance(error, RenderError) else "build", f"{recipe.product.asset}: {error}")


def _write(
    root: Path,
    sample: int,
    attempts: int,
    finished: Finished,
    seconds: float,
    rendering: float,
    warnings: tuple[str, ...],
) -> None:
    facts = {
        "depth_range_m": list(finished.depth_range_m),
        "checks": finished.checks,
        "seconds": {"total": round(seconds, 3), "render": round(rendering, 3)},
        "attempts": attempts,
        "warnings": list(warnings),
    }
    write_sample(root, sample, finished.files, finished.recipe, facts)
    append_index(root, index_entry(finished.recipe))

"""Noise for time: renders the same recipes with other settings and holds their pictures against many samples.

    .venv-blender/bin/python bench/noise.py [--spec packshot] [--resolution 160] [--ids 8] [--reference 1024]
        [--only NAME …] [--products DIR] [--hdris DIR] [--textures DIR] [--markdown FILE]

A row is a setting; PSNR is that of the finished input.png and target.png against those of the reference, whose
bounces and denoiser are the spec's. Mean, median and worst over the recipes; seconds are of both renders of a sample,
so run it with nothing else on the machine.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from blender_addon.batch.packshot import finish_rendered, render_packshot
from blender_addon.library.asset import Library
from blender_addon.library.scan import scan_library
from blender_addon.picture.png_read import decode_png
from blender_addon.recipe.draw import draw
from blender_addon.recipe.model import Recipe
from blender_addon.render.engine import use_device
from blender_addon.render.layers import Settings
from blender_addon.scene.quiet import quiet_import
from blender_addon.spec import DatasetSpec, RenderSpec
from blender_addon.spec_toml import load_spec, override

GOAL_DB = 34.0
PICTURES = ("input.png", "target.png")


@dataclass(frozen=True)
class Shot:
    """The pictures of one recipe in one setting, and the seconds of each render."""

    pictures: dict[str, Any]
    room_s: float
    studio_s: float


def settings_of(base: RenderSpec) -> dict[str, RenderSpec]:
    """What is compared, by name: samples, bounces, adaptive sampling and the denoiser, one change at a time."""

    def samples(count: int, **more: Any) -> RenderSpec:
        return replace(base, room_samples=count, studio_samples=count, **more)

    rows = {f"{count} samples": samples(count) for count in (8, 16, 24, 32, 48, 64, 96, 128)}
    rows |= {f"{count} samples, not denoised": samples(count, denoise=False) for count in (32, 128)}
    rows |= {f"{count} samples, fast guides": samples(count, guides="fast") for count in (16, 32, 64)}
    rows |= {f"{count} samples, guides as they are": samples(count, guides="none") for count in (16, 32, 64)}
    rows |= {f"32 samples, {count} bounces": samples(32, bounces=count) for count in (2, 3, 6, 8)}
    rows |= {
        f"{count} samples, adaptive at {level}": samples(count, noise_threshold=level)
        for count, level in ((64, 0.05), (128, 0.05), (128, 0.02))
    }
    return rows


def psnr(one: np.ndarray, other: np.ndarray) -> float:
    """Peak signal-to-noise ratio in dB of 8-bit sRGB pictures; 99 where they are the same."""
    error = float(((one.astype(np.float64) - other.astype(np.float64)) ** 2).mean())
    return 99.0 if error == 0.0 else 10.0 * float(np.log10(255.0**2 / error))


def shoot(recipe: Recipe, library: Library, spec: DatasetSpec, render: RenderSpec, device: str) -> Shot | None:
    """One recipe in one setting; None where it comes to no pictures."""
    wanted = replace(spec, render=render)
    with quiet_import():  # Cycles tells of every step
        made = render_packshot(recipe, library, Settings(render, spec.resolution, device))
        done = finish_rendered(made, wanted)
    if not done.files:
        return None
    return Shot({name: decode_png(done.files[name]) for name in PICTURES}, made.room.seconds, made.studio.seconds)


def row(name: str, shots: Sequence[tuple[Shot, Shot]]) -> str:
    """A line of the table: the setting against the reference, over all recipes."""
    cells = [name]
    for picture in PICTURES:
        found = [psnr(shot.pictures[picture], best.pictures[picture]) for shot, best in shots]
        middle = statistics.median(found)
        mark = "" if middle >= GOAL_DB else " ↓"
        cells.append(f"{statistics.mean(found):.1f}, {middle:.1f}, {min(found):.1f}{mark}")
    for seconds in ([shot.room_s for shot, _ in shots], [shot.studio_s for shot, _ in shots]):
        cells.append(f"{statistics.mean(seconds):.2f}")
    return f"| {' | '.join(cells)} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--spec", default="packshot")
    parser.add_argument("--resolution", type=int, default=160)
    parser.add_argument("--ids", type=int, default=8, help="how many recipes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--reference", type=int, default=1024)
    parser.add_argument("--only", nargs="*", help="rows to render, by name")
    parser.add_argument("--markdown", type=Path, help="a file to write the table to as well")
    for kind in ("products", "hdris", "textures"):
        parser.add_argument(f"--{kind}", type=Path, nargs="+", default=())
    options = parser.parse_args()
    size = [options.resolution, options.resolution]
    spec = override(load_spec(options.spec), {"seed": options.seed, "resolution": size})
    library, _ = scan_library(options.products, options.hdris, options.textures)
    device = use_device(spec.render.device)
    rows = {name: each for name, each in settings_of(spec.render).items() if not options.only or name in options.only}
    if not rows:
        parser.error(f"no such rows: {', '.join(options.only)}; there are {', '.join(settings_of(spec.render))}")
    best = replace(spec.render, room_samples=options.reference, studio_samples=options.reference)
    shots: dict[str, list[tuple[Shot, Shot]]] = {name: [] for name in rows}
    reference_s = []
    for sample in range(options.ids):
        recipe = draw(spec, library, sample)
        truth = shoot(recipe, library, spec, best, device)
        if truth is None:
            print(f"sample {sample} comes to no picture and is left out", file=sys.stderr)
            continue
        reference_s.append(truth.room_s + truth.studio_s)
        for name, render in rows.items():
            shot = shoot(recipe, library, spec, render, device)
            if shot is not None:
                shots[name].append((shot, truth))
        print(f"sample {sample}: {recipe.product.category}, {recipe.light.mood}", file=sys.stderr, flush=True)
    lines = [
        f"{len(reference_s)} recipes of `{options.spec}` at {options.resolution}²; PSNR in dB (mean, median, worst; ↓: "
        f"median below {GOAL_DB:g}) against {options.reference} samples",
        "",
        "| setting | input | target | room, s | studio, s |",
        "| --- | --- | --- | --- | --- |",
        *(row(name, found) for name, found in shots.items() if found),
    ]
    if reference_s:
        lines += ["", f"The reference took {statistics.mean(reference_s):.1f} s a sample on {device}."]
    print("\n".join(lines))
    if options.markdown:
        options.markdown.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

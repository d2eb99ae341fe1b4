"""Renders a scene once with Cycles and returns all its layers as arrays."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import bpy
import numpy as np

from ..arrays import Plane
from ..spec import RenderSpec
from ..versions.denoiser import can_denoise
from .cryptomatte import coverage
from .engine import set_up, write_to
from .exr import read_exr
from .passes import ask_for, denoise_layers
from .planes import Layers


class RenderError(RuntimeError):
    """Cycles wrote no image; the message describes the request."""


@dataclass(frozen=True)
class Settings:
    """The settings that all renders of a run share."""

    spec: RenderSpec
    resolution: tuple[int, int]
    device: str
    threads: int = 0
    """0: all cores."""


def render(
    scene: bpy.types.Scene,
    settings: Settings,
    samples: int,
    groups: Sequence[str],
    seed: int,
    aovs: Sequence[str] = (),
    objects: Sequence[str] = (),
    markers: Sequence[str] = (),
    in_front: Sequence[str] = (),
) -> Layers:
    """Render the scene once and return its layers.

    The coverage of the objects named `objects`, and of possible occluders `in_front`, is returned. `markers` are light
    groups that hold a measurement instead of light: they are returned among the AOVs, as the mean of their channels,
    not denoised. A scene without light groups counts as one without light.
    """
    began = time.perf_counter()
    set_up(scene, settings.spec, samples, settings.resolution, seed, settings.device, settings.threads, bool(groups))
    ask_for(scene, (*groups, *markers), aovs, cryptomatte=bool(objects))
    channels, light = _render_to_files(scene, settings, groups)
    measured = {name: _values_of(channels, name) for name in aovs}
    measured |= {name: _colour(channels, f"Combined_{name}").mean(-1) for name in markers}
    return Layers(
        light={group: np.nan_to_num(np.maximum(plane, 0.0), posinf=6e4) for group, plane in light.items()},
        combined=_colour(channels, "Combined"),
        alpha=channels["Combined.A"],
        depth=channels["Depth.Z"],
        normal=np.stack([channels[f"Normal.{axis}"] for axis in "XYZ"], -1),
        aovs=measured,
        albedo=_colour(channels, "Denoising Albedo") if "Denoising Albedo.R" in channels else None,
        covered=coverage(channels, objects) if objects else None,
        in_front=coverage(channels, in_front) if in_front else None,
        seconds=time.perf_counter() - began,
    )


def _render_to_files(
    scene: bpy.types.Scene, settings: Settings, groups: Sequence[str]
) -> tuple[dict[str, Plane], dict[str, Plane]]:
    """Every channel by name, and the light of each group, denoised if requested and available."""
    with tempfile.TemporaryDirectory(prefix="packshot-") as folder:
        raw, clean = Path(folder) / "raw.exr", Path(folder) / "clean"
        denoise = settings.spec.denoise and can_denoise() and bool(groups)
        if denoise:
            denoise_layers(scene, groups, clean, settings.spec.guides)
        write_to(scene, raw)
        bpy.ops.render.render(write_still=True, scene=scene.name)
        if not raw.is_file():
            raise RenderError(f"Blender wrote no render of scene {scene.name!r} ({settings.resolution})")
        channels = _without_layer_name(read_exr(raw).channels)
        if not denoise:
            return channels, {group: _colour(channels, f"Combined_{group}") for group in groups}
        written = sorted(Path(folder).glob("clean*.exr"))
        if not written:
            raise RenderError(f"Blender wrote no denoised layers of scene {scene.name!r}")
        smooth = read_exr(written[0]).channels
        return channels, {group: _colour(smooth, group) for group in groups}


def _without_layer_name(channels: dict[str, Plane]) -> dict[str, Plane]:
    """Channel names without the view layer's name in front ("ViewLayer.Depth.Z" → "Depth.Z")."""
    return {name.split(".", 1)[1] if name.count(".") > 1 else name: values for name, values in channels.items()}


def _values_of(channels: dict[str, Plane], layer: str) -> Plane:
    """The one channel of a layer of numbers."""
    return next(values for key, values in channels.items() if key.rpartition(".")[0] == layer)


def _colour(channels: dict[str, Plane], layer: str) -> Plane:
    return np.stack([channels[f"{layer}.{letter}"] for letter in "RGB"], -1)

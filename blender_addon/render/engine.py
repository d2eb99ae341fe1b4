"""Sets up Cycles for a scene: device, samples, bounces, size, and output."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy

from ..narrowing import of_type
from ..spec import RenderSpec
from ..versions.image_format import use_multilayer_exr
from .device_choice import BACKENDS, Choice, choose_device


def use_device(device: str, slot: int = 0, slots: int = 1) -> Choice:
    """Have Cycles use a device; args and errors as of `choose_device`."""
    if device == "cpu":
        return choose_device(device, {})
    preferences: Any = of_type(bpy.types.Preferences, bpy.context.preferences).addons["cycles"].preferences
    found = {}
    for backend in BACKENDS:
        try:
            preferences.compute_device_type = backend
        except TypeError:  # this build does not know that backend
            continue
        preferences.get_devices()
        found[backend] = [each.name for each in preferences.devices if each.type == backend]
    choice = choose_device(device, found, slot, slots)
    preferences.compute_device_type = choice.backend or "NONE"
    if choice.backend:
        at = 0
        for each in preferences.devices:
            of_backend = each.type == choice.backend
            each.use = of_backend and at in choice.used
            at += of_backend
    return choice


def set_up(
    scene: bpy.types.Scene,
    spec: RenderSpec,
    samples: int,
    resolution: tuple[int, int],
    seed: int,
    device: str,
    threads: int,
    lit: bool = True,
) -> None:
    """The render settings that all renders of a sample share.

    Unless `lit`, paths end at the first surface that is not glass.
    """
    render: Any = scene.render  # available engines depend on the add-ons
    render.engine = "CYCLES"
    cycles: Any = scene.cycles
    cycles.device = device
    cycles.samples = samples
    cycles.seed = seed % (2**31)
    cycles.use_adaptive_sampling = spec.noise_threshold > 0.0
    if spec.noise_threshold > 0.0:
        cycles.adaptive_threshold = spec.noise_threshold
    cycles.use_denoising = False  # each light layer is denoised on its own, later
    cycles.max_bounces = spec.bounces
    cycles.diffuse_bounces = cycles.glossy_bounces = spec.bounces if lit else 0
    cycles.transmission_bounces = max(spec.bounces, 6)  # two walls of a glass, there and back
    cycles.transparent_max_bounces = 8
    cycles.sample_clamp_indirect = 8.0  # fireflies are worse than the lost energy
    cycles.caustics_reflective = cycles.caustics_refractive = False
    cycles.blur_glossy = 1.0
    cycles.use_light_tree = False  # with a few lamps it costs a tenth and gains nothing
    cycles.film_transparent_glass = False
    cycles.pixel_filter_type = "BLACKMAN_HARRIS"
    render.resolution_x, render.resolution_y = resolution
    render.resolution_percentage = 100
    render.use_persistent_data = False  # renders stale data once the scene has changed
    render.use_motion_blur = False
    render.threads_mode = "FIXED" if threads else "AUTO"
    if threads:
        render.threads = threads
    view: Any = scene.view_settings  # its names come from the colour configuration
    view.view_transform = "Raw"


def write_to(scene: bpy.types.Scene, path: Path) -> None:
    """Write every pass into the file at `path`."""
    use_multilayer_exr(scene.render.image_settings)
    scene.render.filepath = str(path)
    scene.render.use_file_extension = True
    scene.render.use_overwrite = True

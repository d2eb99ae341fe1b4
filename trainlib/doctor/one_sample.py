"""Checks of one sample: files, checksums, images that agree, and light that adds up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch

from trainlib.data.develop import develop
from trainlib.data.layers import IMAGES, read_image, read_layers
from trainlib.doctor.alignment import misalignment
from trainlib.doctor.findings import PROBLEM, WARNING, Examined, Finding, Level, Say
from trainlib.doctor.likeness import check_contrast, small_grey
from trainlib.doctor.records import check_against_images, check_files, check_records, is_number, look_up
from trainlib.images.arrays import Array
from trainlib.records.dataset import WITHOUT, DatasetError, Sample, read_object

OPTIONAL = ("foreground.png",)
"""Images that the format does not require."""
WHITE_TOLERANCE = 2
"""Tolerance in levels between target and 255 − shadow, as in the format."""
LIGHT_TOLERANCE, LIGHT_MOST = 2.0, 6.0
"""Tolerances in levels between developed light and its image: the mean, and the 99th percentile."""
AWAY = -0.3
"""Cosine to the direction of the camera below which a normal faces away. Such a surface is not visible."""


def examine(sample: Sample, resolution: tuple[int, int]) -> Examined:
    """Read all files of a sample and check them.

    Args:
        sample: the sample.
        resolution: (width, height) as in dataset.json.
    """
    found: list[Finding] = []

    def say(level: Level, check: str, text: str) -> None:
        found.append(Finding(level, check, (sample.number,), text))

    try:
        recipe, record = read_object(sample.folder / "recipe.json"), read_object(sample.folder / "sample.json")
    except DatasetError as error:
        say(PROBLEM, "files", str(error))
        return Examined(sample, tuple(found))
    check_records(sample, recipe, record, say)
    check_files(sample.folder, record, say)
    images: dict[str, Array] = {}
    lacking = {f"{name}.png" for name in WITHOUT[sample.kind]}
    wanted = [
        name for name in IMAGES if name not in lacking and (name not in OPTIONAL or (sample.folder / name).exists())
    ]
    for name in wanted:
        try:
            images[name.removesuffix(".png")] = read_image(sample.folder / name)
        except DatasetError as error:
            say(PROBLEM, "files", str(error))
    sizes = {(image.shape[1], image.shape[0]) for image in images.values()}
    metrics: dict[str, float] = {}
    if len(images) == len(wanted) and sizes != {resolution}:
        say(PROBLEM, "size", f"images of {sorted(sizes)}, dataset.json says {resolution}")
    elif len(images) == len(wanted):
        metrics = _check_images(images, back_to_camera(recipe, resolution), say)
        check_against_images(recipe, record, images, say)
        _check_light(sample.folder, recipe, images, say)
        fill = look_up(record, "checks.fill")
        if is_number(fill):
            metrics["fill"] = float(fill)
    thumbnail = small_grey(images["input"]) if "input" in images else None
    assets = recipe.get("assets")
    return Examined(sample, tuple(found), metrics, assets if isinstance(assets, dict) else {}, thumbnail)


def _check_images(images: dict[str, Array], back: Array, say: Say) -> dict[str, float]:
    """Check that the images agree, and compute the sample's metrics."""
    alpha, photo = images["alpha"], images["input"]
    inside = alpha == 255
    metrics = {"coverage": float(alpha.mean() / 255), "brightness": float(photo.mean() / 255)}
    if inside.mean() < 0.005:
        say(PROBLEM, "alpha", f"the product covers {inside.mean():.2%} of the image: nothing to learn from")
        return metrics
    if not ((alpha > 0) & (alpha < 255)).any():
        say(WARNING, "alpha", "no anti-aliased edge: a hard mask")
    if "target" in images:
        _check_white(images["target"], alpha, images["shadow"], say)
    products = {"target's product": images["target"][inside]} if "target" in images else {}
    for name, image in {"input": photo, **products}.items():
        if image.std() < 2 or image.mean() < 3:
            say(PROBLEM, "dark", f"{name} is flat or black (mean {image.mean():.0f}, spread {image.std():.1f})")
    normals = images["normal"][inside].astype(np.float32) / 127.5 - 1
    wrong = (np.abs(np.linalg.norm(normals, axis=-1) - 1) > 0.1).mean()
    if wrong > 0.02:
        say(PROBLEM, "normals", f"{wrong:.0%} of the product's normals are not of unit length")
    away = ((normals * back[inside]).sum(-1) < AWAY).mean()
    if away > 0.05:
        say(PROBLEM, "normals", f"{away:.0%} of the product's normals face away from the camera")
    for name in ("target", "input") if "target" in images else ("input",):
        shift = misalignment(images[name], alpha)
        if shift is not None:
            # One faint product may mislead the search. Many shifted pairs are a problem of the whole set.
            say(WARNING, "alignment", f"alpha.png fits {name}.png better moved by {shift[0]}, {shift[1]} pixels")
    return metrics | check_contrast(photo, alpha, "", say)


def _check_white(target: Array, alpha: Array, shadow: Array, say: Say) -> None:
    """Check that the target is white minus the shadow outside the product."""
    outside = alpha == 0
    ground = 255 - shadow.astype(np.int16)[..., None]
    off = np.abs(target.astype(np.int16) - ground).max(-1)[outside]
    if off.size and off.max() > WHITE_TOLERANCE:
        say(PROBLEM, "white", f"target is up to {off.max()} levels off white less shadow where there is no product")
    clear = outside & (shadow == 0)
    if (target[clear] != 255).any():
        share = (target[clear] != 255).any(-1).mean()
        say(PROBLEM, "white", f"{share:.2%} of target's background, where no shadow falls, is not 255")
    rim = np.concatenate([target[0], target[-1], target[:, 0], target[:, -1]])
    if (rim != 255).any():
        say(PROBLEM, "white", "the border of target is not pure white")


def back_to_camera(recipe: dict[str, Any], resolution: tuple[int, int]) -> Array:
    """The direction from each pixel's surface to the camera, in camera space: float32 [H, W, 3], unit length.

    Wide lenses see surfaces that face away from their axis. Without a lens in the recipe it is the axis.
    """
    width, height = resolution
    lens, sensor = look_up(recipe, "camera.lens_mm"), look_up(recipe, "camera.sensor_width_mm")
    known = is_number(lens) and is_number(sensor) and lens > 0
    # In Blender the sensor's width is that of the longer side.
    pixel = float(sensor) / float(lens) / max(width, height) if known else 0.0
    right, up = pixel * (np.arange(width) + 0.5 - width / 2), -pixel * (np.arange(height) + 0.5 - height / 2)
    back = np.dstack([*np.meshgrid(-right, -up), np.ones((height, width))])
    return np.asarray(back / np.linalg.norm(back, axis=-1, keepdims=True), np.float32)


def _check_light(folder: Path, recipe: dict[str, Any], images: dict[str, Array], say: Say) -> None:
    """Check that the light layers, mixed with the recorded gains and developed, give the images."""
    alpha = images["alpha"]
    for stage, shown, where in (("room", "input", np.ones(alpha.shape, bool)), ("studio", "target", alpha == 255)):
        path = folder / f"light_{stage}.exr"
        if shown not in images or not path.is_file():
            continue
        try:
            layers, gains, settings = read_layers(path), recipe[f"{stage}_gains"], recipe["develop"][stage]
            if set(layers) != set(gains):
                say(PROBLEM, "light", f"{path}: groups {sorted(layers)}, gains for {sorted(gains)}")
                continue
            total = np.sum([layers[name].astype(np.float32) * float(gains[name]) for name in layers], axis=0)
            light = torch.from_numpy(total).permute(2, 0, 1)
            exposure, balance, curve = (settings[key] for key in ("exposure_ev", "white_balance", "curve"))
            image = develop(light, float(exposure), tuple(map(float, balance)), str(curve)).permute(1, 2, 0)  # type: ignore[arg-type]
        except DatasetError as error:
            say(PROBLEM, "light", str(error))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            say(PROBLEM, "light", f"{folder / 'recipe.json'}: gains or develop settings are not complete ({error})")
        else:
            if total.shape[:2] != alpha.shape:
                say(PROBLEM, "light", f"{path}: another size than the images")
            elif where.any():
                off = np.abs(255 * image.numpy() - images[shown])[where]
                mean, most = float(off.mean()), float(np.percentile(off, 99))
                if mean > LIGHT_TOLERANCE or most > LIGHT_MOST:
                    say(
                        PROBLEM,
                        "light",
                        f"{path}: developed, it is {mean:.1f} levels off {shown}.png on average, {most:.1f} at 99 %",
                    )

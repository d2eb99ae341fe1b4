"""What a sample weighs, file by file, and what other ways of storing its light would weigh and lose.

    .venv/bin/python bench/storage.py DATASET

Loss: the room's layers are mixed with random gains and developed, from the layers as they are and from those of another
compression or size; PSNR in dB over the 8-bit pictures, the mean over samples and mixtures.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import OpenEXR
from PIL import Image

from blender_addon.picture.develop import develop

MIXTURES = 6
WAYS = ("ZIP", "ZIPS", "PIZ", "DWAA", "DWAB")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", type=Path)
    samples = sorted(parser.parse_args().dataset.glob("samples/*/[0-9]*"))
    print_files(samples)
    print_ways(samples)
    return 0


def print_files(samples: list[Path]) -> None:
    """A row for each file: mean kB, and the share of the whole."""
    sizes: dict[str, list[int]] = {}
    for sample in samples:
        for path in sample.iterdir():
            sizes.setdefault(path.name, []).append(path.stat().st_size)
    whole = sum(map(sum, sizes.values())) / len(samples)
    rgba = sum(map(rgba_bytes, samples)) / len(samples)
    print(f"{len(samples)} samples\n\n| file | kB | share |\n| --- | --- | --- |")
    for name, found in sorted(sizes.items(), key=lambda item: -sum(item[1])):
        mean = sum(found) / len(samples)
        print(f"| `{name}` | {mean / 1000:.1f} | {mean / whole:.1%} |")
    light = sum(sum(found) for name, found in sizes.items() if name.endswith(".exr")) / len(samples)
    print(f"| all | {whole / 1000:.1f} | |\n| all without light layers | {(whole - light) / 1000:.1f} | |")
    print(f"| input and target as RGBA PNG | {rgba / 1000:.1f} | |\n")


def rgba_bytes(sample: Path) -> int:
    """Bytes of input and target, each as an RGBA PNG with the sample's alpha."""
    alpha = Image.open(sample / "alpha.png").convert("L")
    total = 0
    for name in ("input.png", "target.png"):
        picture = Image.open(sample / name).convert("RGB")
        picture.putalpha(alpha)
        buffer = io.BytesIO()
        picture.save(buffer, "PNG")
        total += buffer.tell()
    return total


def print_ways(samples: list[Path]) -> None:
    """A row for each way of storing the room's light."""
    print("| light_room.exr as | kB | PSNR of mixtures | read, ms |\n| --- | --- | --- | --- |")
    kept = [read(sample / "light_room.exr") for sample in samples]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "light.exr"
        for way in WAYS:
            for half in (False, True):
                sizes, psnrs, times = [], [], []
                for number, channels in enumerate(kept):
                    small = {name: shrunk(plane) if half else plane for name, plane in channels.items()}
                    write(path, small, way)
                    sizes.append(path.stat().st_size)
                    began = time.perf_counter()
                    found = read(path)
                    times.append(time.perf_counter() - began)
                    again = {name: grown(plane) if half else plane for name, plane in found.items()}
                    psnrs.append(psnr_of_mixtures(channels, again, number))
                finite = [value for value in psnrs if np.isfinite(value)]
                loss = f"{np.mean(finite):.1f} dB" if finite else "lossless"
                row = f"{way}{', half resolution' if half else ''}"
                print(f"| {row} | {np.mean(sizes) / 1000:.1f} | {loss} | {np.mean(times) * 1000:.0f} |")


def read(path: Path) -> dict[str, np.ndarray]:
    with OpenEXR.File(str(path), separate_channels=True) as file:
        return {name: channel.pixels.copy() for name, channel in file.channels().items()}


def write(path: Path, channels: dict[str, np.ndarray], way: str) -> None:
    header = {"compression": getattr(OpenEXR, f"{way}_COMPRESSION"), "type": OpenEXR.scanlineimage}
    with OpenEXR.File(header, {name: plane.astype(np.float16) for name, plane in channels.items()}) as file:
        file.write(str(path))


def shrunk(plane: np.ndarray) -> np.ndarray:
    """Means of two by two pixels."""
    height, width = (side // 2 * 2 for side in plane.shape)
    return plane[:height, :width].astype(np.float32).reshape(height // 2, 2, width // 2, 2).mean((1, 3))


def grown(plane: np.ndarray) -> np.ndarray:
    """Twice the size, bilinear."""
    size = (plane.shape[1] * 2, plane.shape[0] * 2)
    return np.asarray(Image.fromarray(plane.astype(np.float32), mode="F").resize(size, Image.Resampling.BILINEAR))


def psnr_of_mixtures(before: dict[str, np.ndarray], after: dict[str, np.ndarray], seed: int) -> float:
    """dB of developed mixtures with the same random gains, exposed to a mean of 0.2; infinite where they are equal."""
    rng = np.random.default_rng(seed)
    groups = sorted({name.rpartition(".")[0] for name in before})
    errors = []
    for _ in range(MIXTURES):
        gains = {group: float(2 ** rng.normal(0, 1.5)) for group in groups}
        lights = [mixed(channels, gains) for channels in (before, after)]
        exposure = float(np.log2(0.2 / max(lights[0].mean(), 1e-6)))
        pictures = [develop(light, exposure, (1.0, 1.0, 1.0), "film").astype(np.float64) for light in lights]
        scale = 255.0 if pictures[0].max() > 1.5 else 1.0
        errors.append(float(((pictures[0] - pictures[1]) / scale).__pow__(2).mean()))
    mean = float(np.mean(errors))
    return float("inf") if mean == 0 else -10 * np.log10(mean)


def mixed(channels: dict[str, np.ndarray], gains: dict[str, float]) -> np.ndarray:
    return sum(
        gain * np.stack([channels[f"{group}.{letter}"].astype(np.float32) for letter in "RGB"], axis=-1)
        for group, gain in gains.items()
    )


if __name__ == "__main__":
    sys.exit(main())

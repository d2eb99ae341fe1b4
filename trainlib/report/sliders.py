"""`python -m trainlib sliders`: a page on which a scene decoder's numbers are sliders."""

import argparse
import base64
import io
import itertools
import math
import sys
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch.nn.functional import interpolate

from trainlib.checkpoints import CheckpointError, load_network
from trainlib.console.cli_errors import OneLineParser, fail
from trainlib.console.progress import count_progress, error_console
from trainlib.models.scene_vector import SceneVector
from trainlib.process.exit_codes import INTERRUPTED, SUCCESS
from trainlib.report.page import render, write_page

MOST = 4096
"""Pictures on a page: each combination of the sliders' steps is drawn beforehand."""
_BATCH = 32


def parser() -> argparse.ArgumentParser:
    """The command line of `sliders`."""
    result = OneLineParser(
        prog="python -m trainlib sliders",
        usage="%(prog)s --scene CHECKPOINT --out FILE.html [--size PX]",
        description="Writes one file that runs in any browser, offline: a scene decoder's numbers as sliders, each"
        " combination of their steps drawn beforehand.",
        allow_abbrev=False,
    )
    result.add_argument("--scene", required=True, type=Path, metavar="CHECKPOINT", help="a scene decoder")
    result.add_argument("--out", required=True, type=Path, metavar="FILE.html", help="the page")
    result.add_argument("--size", type=int, default=64, metavar="PX", help="side of a picture (default: 64)")
    return result


def main(argv: list[str]) -> int:
    """Run the command and return its exit code; see `parser`."""
    options = parser().parse_args(argv)
    if not 16 <= options.size <= 256:
        return fail(f"--size {options.size}: give 16 to 256")
    try:
        network = load_network(options.scene)
        if network.scene is None:
            return fail(f"{options.scene}: is not a scene decoder")
        levels = levels_of(network.scene)
        sheet, across = draw_sheet(network.module.eval(), network.scene, levels, options.size)
        write_page(options.out, page(network.scene, levels, sheet, across, options.size))
    except CheckpointError as error:
        return fail(str(error))
    except OSError as error:
        return fail(f"--out {options.out}: cannot be written ({error.strerror})")
    except KeyboardInterrupt:
        print("stopped; nothing was written", file=sys.stderr)
        return INTERRUPTED
    print(f"{options.out}: {math.prod(map(len, levels))} pictures")
    return SUCCESS


def levels_of(scene: SceneVector) -> list[list[float]]:
    """The steps of each slider: as many for all as `MOST` pictures allow, and more of the last ones."""
    count = len(scene.names)
    steps = [max(2, int(MOST ** (1 / count) + 1e-9))] * count
    for at in reversed(range(count)):
        while math.prod(steps) // steps[at] * (steps[at] + 1) <= MOST and steps[at] < steps[0] + 3:
            steps[at] += 1
    return [np.linspace(low, high, n).tolist() for low, high, n in zip(scene.low, scene.high, steps, strict=True)]


def draw_sheet(
    module: torch.nn.Module, scene: SceneVector, levels: list[list[float]], size: int
) -> tuple[NDArray[np.uint8], int]:
    """All pictures on one sheet, row by row, the last number changing fastest; and how many are in a row."""
    scenes = torch.tensor(list(itertools.product(*levels)), dtype=torch.float32)
    across = math.ceil(math.sqrt(len(scenes)))
    sheet = np.zeros((math.ceil(len(scenes) / across) * size, across * size, 3), np.uint8)
    with torch.inference_mode(), count_progress(error_console()) as progress:
        task = progress.add_task("drawing", total=len(scenes))
        for first in range(0, len(scenes), _BATCH):
            drawn = module(scene.normalise(scenes[first : first + _BATCH])).clamp(0, 1)
            small = interpolate(drawn, (size, size), mode="bilinear", antialias=True)
            pictures = (255 * small).round().byte().permute(0, 2, 3, 1).numpy()
            for at, picture in enumerate(pictures, start=first):
                y, x = divmod(at, across)
                sheet[y * size : (y + 1) * size, x * size : (x + 1) * size] = picture
            progress.advance(task, len(pictures))
    return sheet, across


def page(scene: SceneVector, levels: list[list[float]], sheet: NDArray[np.uint8], across: int, size: int) -> str:
    """The page, with everything that it needs in it."""
    file = io.BytesIO()
    Image.fromarray(sheet).save(file, "JPEG", quality=82)
    numbers = [
        {"name": name.removeprefix("scene."), "levels": steps, "start": len(steps) // 2}
        for name, steps in zip(scene.names, levels, strict=True)
    ]
    return render(
        "sliders.html",
        title="A picture from a few numbers",
        numbers=numbers,
        levels=levels,
        across=across,
        size=size,
        sheet=base64.b64encode(file.getvalue()).decode(),
        note="A network drew each of these pictures from the numbers alone.",
    )

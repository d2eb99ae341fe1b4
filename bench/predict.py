"""Photos a second: `predict` and rembg with the same network in the same ONNX file at the same input size.

    python bench/predict.py --photos DIR --cutout CKPT --rembg-python VENV/bin/python [--count 24] [--rounds 5]

rembg is run by a Python of its own (`python -m venv VENV && VENV/bin/pip install "rembg[cpu]"`), as its session
u2net_custom: 320 x 320 pixels. Both read photo files and write RGBA files; `predict` also makes the packshot and its
page's small pictures. Each round runs every row in turn, each in a fresh process, which looks at two photos before the
clock starts; the last column counts the process from its start. Run it with nothing else on the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
WARM = 2

OURS = """
import json, sys, time
from pathlib import Path
from trainlib.inference.outputs import write_result
from trainlib.images.photos import read_photo
from trainlib.inference.pipeline import Pipeline
from trainlib.inference.settings import PipelineSettings
from trainlib.report.contact_sheet import write_thumbnails
photos, network, out, tta = json.loads(sys.argv[1])
pipeline = Pipeline.load(Path(network), settings=PipelineSettings("cpu", "flip" if tta else "none"))
def run(path):
    picture = read_photo(Path(path))
    result = pipeline(picture)
    write_result(Path(out), Path(path).stem, result, result.packshot, ("cutout",))
    write_thumbnails(Path(out), Path(path).stem, picture, result.mask, result.packshot)
"""

REMBG = """
import json, sys, time
from pathlib import Path
import rembg
photos, network, out, options = json.loads(sys.argv[1])
session = rembg.new_session("u2net_custom", model_path=network)
def run(path):
    cut = rembg.remove(Path(path).read_bytes(), session=session, **options)
    (Path(out) / (Path(path).stem + ".png")).write_bytes(cut)
"""

LOOP = f"""
for path in photos[:{WARM}]:
    run(path)
start = time.perf_counter()
for path in photos:
    run(path)
print(json.dumps(time.perf_counter() - start))
"""


def once(python: str, code: str, arguments: list[object], folder: str) -> tuple[float, float]:
    """Seconds for all photos, and for the whole process."""
    command = [python, "-c", code + LOOP, json.dumps(arguments)]
    # rembg looks for its networks below these folders, and what Python path is ours is none of its.
    surroundings = {"PATH": os.defpath, "HOME": folder, "REMBG_HOME": folder, "U2NET_HOME": folder}
    if code is OURS:
        surroundings["PYTHONPATH"] = str(ROOT)
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=surroundings, capture_output=True, text=True)
    wall = time.perf_counter() - start
    if done.returncode:
        raise SystemExit(f"error: {python}: {done.stderr.strip()[-600:]}")
    return float(json.loads(done.stdout.splitlines()[-1])), wall


def rows_of(options: argparse.Namespace, photos: list[str], folder: Path) -> dict[str, tuple[str, str, list[object]]]:
    """What is timed, by name: a Python, its code and the code's arguments. Exports the network first."""
    onnx, out, checkpoint = folder / "mine.onnx", folder / "out", str(options.cutout.resolve())
    command = [sys.executable, "-m", "trainlib", "export", "--cutout", checkpoint, "--out", str(onnx), "--rembg"]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    out.mkdir()
    python, other = sys.executable, str(options.rembg_python.absolute())
    return {
        "rembg": (other, REMBG, [photos, str(onnx), str(out), {}]),
        "predict, one look (--tta none)": (python, OURS, [photos, str(onnx), str(out), False]),
        "rembg, decontaminate": (other, REMBG, [photos, str(onnx), str(out), {"decontaminate": True}]),
        "predict, as it comes (--tta flip)": (python, OURS, [photos, str(onnx), str(out), True]),
        "rembg, alpha matting": (other, REMBG, [photos, str(onnx), str(out), {"alpha_matting": True}]),
        "predict, one look, PyTorch at its own size": (python, OURS, [photos, checkpoint, str(out), False]),
        "predict, as it comes, PyTorch at its own size": (python, OURS, [photos, checkpoint, str(out), True]),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--cutout", type=Path, required=True)
    parser.add_argument("--rembg-python", type=Path, required=True)
    parser.add_argument("--count", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    photos = [str(path.resolve()) for path in sorted(options.photos.glob("*.jpg"))[: options.count]]
    with tempfile.TemporaryDirectory() as folder:
        rows = rows_of(options, photos, Path(folder))
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in rows}
        for turn in range(options.rounds):
            for name, row in rows.items():
                found[name].append(once(*row, folder))
                print(f"round {turn + 1}: {name}: {found[name][-1][0]:.2f} s", file=sys.stderr, flush=True)
    print(f"{len(photos)} photos, {options.rounds} rounds: median (least to most), and with the process's start\n")
    print("| | photos a second | with the start |\n| --- | --- | --- |")
    for name, times in found.items():
        alone = sorted(len(photos) / seconds for seconds, _ in times)
        # The photos that warmed it up were made too.
        whole = [(len(photos) + WARM) / wall for _, wall in times]
        print(
            f"| {name} | {statistics.median(alone):.2f} ({alone[0]:.2f} to {alone[-1]:.2f}) "
            f"| {statistics.median(whole):.2f} |"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())

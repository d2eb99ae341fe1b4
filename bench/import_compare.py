"""A folder of models, each as Packshot's product beside plain Blender's own picture of it.

    .venv-blender/bin/python bench/import_compare.py DIR [--out out/import] [--size 128] [--samples 16]
        [--bound 30] [--again [worst]] [--only TEXT]

Each file is imported twice: as a product, and with Blender's importer and its default options (a .blend is opened and
its scene taken). Camera, lamp and all settings of the render are the same, and the camera follows the bounding box, so
that both fill the picture alike. In both, parts without a material wear the same grey or their vertex colours,
subdivision is as the file has it, and USD's polygons without normals are flat, which Blender alone would not show.
`came` says what came of a file, PSNR how like the two are where anything shows.

DIR/… gives OUT/index.html (the pairs, worst first), worst.png (the first 40 of them), table.csv, table.txt and
summary.md. A file that crashes Blender is a row like any other. What is done is kept in OUT/halves.jsonl: run it again
and only new and changed files are rendered; --again renders Packshot's halves again and keeps Blender's, --again
worst only those of files that were not the same.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.import_pool import Pool
from bench.import_table import (
    BACKGROUND,
    NEITHER,
    SAME,
    Row,
    as_csv,
    as_page,
    psnr,
    row_of,
    summary,
    table,
    worst_first,
)
from blender_addon.library.folders import files_in
from blender_addon.library.formats import MODEL_FILES
from blender_addon.picture.png import encode_png
from blender_addon.picture.png_read import decode_png
from blender_addon.picture.sheet import Cell, contact_sheet

WORKER = Path(__file__).with_name("import_worker.py")
HALVES = ("blender", "packshot")
SHEET = 40


class Halves:
    """The answers that are there already, a line of JSON each; a later line holds in place of an earlier one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[tuple[str, str], dict[str, Any]] = {}
        if path.is_file():
            *lines, rest = path.read_text(encoding="utf-8").split("\n")
            for line in lines:
                answer = json.loads(line)
                self._known[answer["key"], answer["half"]] = answer
            if rest:  # it was being written as the program ended
                path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

    def get(self, key: str, half: str) -> dict[str, Any] | None:
        return self._known.get((key, half))

    def put(self, key: str, half: str, answer: dict[str, Any]) -> None:
        whole = {"key": key, "half": half, **answer}
        self._known[key, half] = whole
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(whole) + "\n")


def key_of(path: Path, folder: Path, size: int, samples: int) -> str:
    """What an answer is the answer to: the file as it is, and the settings of the render."""
    stat = path.stat()
    text = f"{path.relative_to(folder)} {stat.st_size} {stat.st_mtime_ns} {size} {samples}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def compare(path: Path, folder: Path, halves: Halves, pool: Pool, options: argparse.Namespace, again: bool) -> Row:
    """Render the halves that are not there yet, and Packshot's `again`."""
    key = key_of(path, folder, options.size, options.samples)
    answers = []
    for half in HALVES:
        answer = halves.get(key, half)
        if answer is None or (again and half == "packshot"):
            name = f"{key}_{half}.png"
            request = {"half": half, "file": str(path), "folder": str(folder), "size": options.size}
            picture = options.out / "pictures" / name
            answer = pool.ask({**request, "samples": options.samples, "picture": str(picture)})
            answer["name"] = name
            halves.put(key, half, answer)
        answers.append(answer)
    blender, packshot = answers
    decibel = None
    if "line" not in blender and "line" not in packshot:
        pictures = [decode_png((options.out / "pictures" / each["name"]).read_bytes()) for each in answers]
        decibel = psnr(pictures[0], pictures[1], BACKGROUND)
    return row_of(str(path.relative_to(folder)), blender, packshot, decibel, options.bound)


def write(rows: list[Row], out: Path, bound: float) -> None:
    """Table, summary, page and contact sheet."""
    ordered = worst_first(rows)
    (out / "table.csv").write_text(as_csv(ordered), encoding="utf-8")
    (out / "table.txt").write_text(table(ordered) + "\n", encoding="utf-8")
    (out / "summary.md").write_text(summary(ordered, bound) + "\n", encoding="utf-8")
    (out / "index.html").write_text(as_page(ordered, bound, "pictures"), encoding="utf-8")
    cells = [
        Cell(
            [decode_png((out / "pictures" / name).read_bytes()) for name in row.pictures],
            (row.file, f"{row.psnr} dB  {row.said}"),
        )
        for row in ordered
        if row.pictures
    ]
    if cells:
        (out / "worst.png").write_bytes(encode_png(contact_sheet(cells[:SHEET], ("Blender | Packshot, worst first",))))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=Path("out/import"))
    parser.add_argument("--size", type=int, default=128, help="pixels of a side")
    parser.add_argument("--samples", type=int, default=16)
    parser.add_argument("--bound", type=float, default=30.0, help="dB from which two pictures count as the same")
    parser.add_argument("--timeout", type=float, default=180.0, help="seconds that a half may take")
    parser.add_argument(
        "--again", nargs="?", const="all", choices=("all", "worst"), help="render Packshot's halves again"
    )
    parser.add_argument("--only", default="", help="files whose path has this in it")
    options = parser.parse_args()
    folder = options.folder.resolve()
    options.out = options.out.resolve()
    files = [path for path in files_in(folder, MODEL_FILES) if options.only in str(path.relative_to(folder))]
    if not files:
        parser.error(f"{folder}: no file ending in {', '.join(MODEL_FILES)} in it or below")
    (options.out / "pictures").mkdir(parents=True, exist_ok=True)
    halves = Halves(options.out / "halves.jsonl")
    pool = Pool([sys.executable, str(WORKER)], options.out / "worker.log", options.timeout)
    rows, began = [], time.monotonic()
    try:
        for number, path in enumerate(files, 1):
            row = compare(path, folder, halves, pool, options, options.again == "all")
            if options.again == "worst" and row.came not in {SAME, NEITHER}:
                row = compare(path, folder, halves, pool, options, True)
            rows.append(row)
            left = (time.monotonic() - began) / number * (len(files) - number)
            shown = "" if row.psnr is None else f" {row.psnr:g} dB"
            print(f"{number} of {len(files)}, {left / 60:.0f} min left: {row.file}: {row.came}{shown}", flush=True)
    except KeyboardInterrupt:
        print("stopped; run it again and it continues", file=sys.stderr)
    finally:
        pool.close()
        write(rows, options.out, options.bound)
    print(f"\n{(options.out / 'summary.md').read_text(encoding='utf-8')}\n{options.out / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

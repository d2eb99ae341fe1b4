"""How often samples are drawn again, and why: renders many small ones and counts, by reason and by product.

    .venv-blender/bin/python bench/rejections.py [--spec packshot] [--count 500] [--size 96] [--products DIR …]

Small pictures with few paths are checked as any others are; nothing of them is kept.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from blender_addon.batch.progress import duration
from blender_addon.batch.request import Request
from blender_addon.batch.watch import watch
from blender_addon.dataset.index import read_index
from blender_addon.dataset.lines import read_lines
from blender_addon.dataset.rejections import REJECTED, count_rejections, rejection_table
from blender_addon.exit_codes import FAILED, INTERRUPTED, SUCCESS
from blender_addon.headless import cores, prepare
from blender_addon.preview import MOST_WORKERS, small
from blender_addon.spec_toml import load_spec, override

EXAMPLES = 3
"""Rejected attempts that are shown in full for each reason."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--spec", default="packshot")
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--size", type=int, default=96)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=min(cores(), MOST_WORKERS))
    for kind in ("products", "hdris", "textures"):
        parser.add_argument(f"--{kind}", type=Path, nargs="+", default=())
    options = parser.parse_args()
    spec = small(override(load_spec(options.spec), {"seed": options.seed}), options.count, options.size)
    with tempfile.TemporaryDirectory(prefix="packshot-rejections-") as folder:
        root = Path(folder)
        places = {kind: tuple(getattr(options, kind)) for kind in ("products", "hdris", "textures")}
        plan = prepare(Request(spec, root, **places, workers=options.workers))
        summary, seconds = watch(plan.job, plan.workers, plan.command, plan.warnings, patience_s=plan.patience_s)
        tell(root, summary.done, seconds)
    if summary.stopped:
        return INTERRUPTED
    return FAILED if summary.done < options.count else SUCCESS


def tell(root: Path, done: int, seconds: float) -> None:
    """Print what the dataset at `root` has come to: counts by reason, then by product, then examples."""
    tally = count_rejections(root)
    tried = done + tally.attempts
    again = 100 * tally.attempts / max(tried, 1)
    print(f"{done} samples, {tried} attempts in {duration(seconds)}: {again:.1f} % drawn again")
    print("\n".join(rejection_table(tally)))
    rejected, kept = Counter[str](), Counter[str]()
    whys: dict[str, Counter[str]] = {}
    entries, _ = read_lines(root / REJECTED)
    for entry in entries:
        name = family(entry["product"])
        rejected[name] += 1
        whys.setdefault(name, Counter()).update(entry["keys"])
    kept.update(family(entry["product"]) for entry in read_index(root)[0])
    for name in sorted(kept | rejected, key=lambda each: (-rejected[each], each)):
        why = ", ".join(f"{key} ×{count}" for key, count in whys.get(name, Counter()).most_common())
        print(f"  {name:24} {rejected[name]:3} of {kept[name] + rejected[name]:4} attempts  {why}".rstrip())

    for key in tally.reasons:
        for entry in [entry for entry in entries if key in entry["keys"]][:EXAMPLES]:
            print(f"{key}: {entry['id']}.{entry['attempt']} {entry['product']}: {entry['reason']}")


def family(product: str) -> str:
    """A built-in product's family, or a file's own id."""
    return product.partition("#")[0].removeprefix("shape/")


if __name__ == "__main__":
    sys.exit(main())

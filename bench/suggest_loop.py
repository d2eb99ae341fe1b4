"""The whole loop: what fails on photos is rendered, trained on, and compared with as many ordinary samples.

    .venv/bin/python bench/suggest_loop.py PHOTOS MASKS --out out/loop

Half of the photos, by a hash of their names, tell what fails. The other half judges. Both networks begin with the same
weights, see as many new samples for as many steps, and differ in the spec alone. Each step continues where it was
stopped, so the same command can be given again.
"""

import argparse
import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BLENDER = ROOT / ".venv-blender/bin/python"
PICTURES = (".jpg", ".jpeg", ".png", ".webp")


def main() -> int:
    """Run all steps; the exit code of the first that fails, else 0."""
    options = _parser().parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    found, judging = _halves(options.photos, options.out)
    truth = ["--ground-truth", options.masks, "--tta", "flip"]
    first = options.out / "first"
    harder = options.out / "harder.toml"
    _trainlib("evaluate", options.photos, *truth, "--list", found, "--out", first, "--cutout", f"first={options.start}")
    if not harder.exists():
        _trainlib("suggest", "--from", first, "--spec", options.spec, "--below", options.below, "--out", harder)
    networks = []
    for name, spec in (("ordinary", options.spec), ("harder", harder)):
        folder = options.out / f"{name}-samples"
        size = ["--count", options.samples, "--resolution", options.resolution, "--seed", options.seed]
        library = [word for kind in ("products", "hdris", "textures") for word in _folders(options, kind)]
        _run(BLENDER, "-m", "blender_addon", "generate", "--spec", spec, "--out", folder, *size, *library)
        networks.append(f"{name}={_train(name, folder, options)}")
    compared = options.out / "compared"
    networks = [*networks[::-1], f"first={options.start}"]
    _trainlib("evaluate", options.photos, *truth, "--list", judging, "--out", compared, "--cutout", *networks)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", type=Path)
    parser.add_argument("masks", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", default="standard", help="the network that both begin with (default: standard)")
    parser.add_argument("--spec", default="cutouts", help="the ordinary spec (default: cutouts)")
    parser.add_argument("--base", type=Path, help="a dataset that both train on beside the new samples")
    parser.add_argument("--below", default="0.9", help="the Dice below which a photo failed (default: 0.9)")
    parser.add_argument("--samples", default="400", help="new samples of either kind (default: 400)")
    parser.add_argument("--resolution", default="192", help="of the samples (default: 192)")
    parser.add_argument("--size", default="224", help="what networks see (default: 224)")
    parser.add_argument("--epochs", default="12")
    parser.add_argument("--lr", default="0.0003")
    parser.add_argument("--seed", default="31", help="of both renders and both trainings (default: 31)")
    for kind in ("products", "hdris", "textures"):
        parser.add_argument(f"--{kind}", type=Path)
    return parser


def _halves(photos: Path, out: Path) -> tuple[Path, Path]:
    """Two lists of names: photos that tell what fails, and photos that judge."""
    names = [path.stem for path in photos.iterdir() if path.suffix.lower() in PICTURES]
    order = sorted(names, key=lambda name: hashlib.sha256(name.encode()).digest())
    if len(order) < 2:
        sys.exit(f"error: {photos}: holds {len(order)} photos; give at least 2")
    lists = []
    for half, part in (("found", order[::2]), ("judging", order[1::2])):
        path = out / f"{half}.txt"
        path.write_text("".join(f"{name}\n" for name in sorted(part)), encoding="utf-8")
        lists.append(path)
    return lists[0], lists[1]


def _folders(options: argparse.Namespace, kind: str) -> list[str | Path]:
    folder = getattr(options, kind)
    return [] if folder is None else [f"--{kind}", folder]


def _train(name: str, folder: Path, options: argparse.Namespace) -> Path:
    """Train on the new samples; the best checkpoint. A run that was stopped continues."""
    run = options.out / name
    if (run / "loop-done").exists():
        return run / "best.ckpt"
    roots = folder if options.base is None else f"[{options.base},{folder}]"
    words = [
        "--data.root",
        roots,
        "--data.size",
        options.size,
        "--data.swap",
        "0",
        "--out",
        options.out,
        "--name",
        name,
    ]
    words += ["--model.start_from", options.start, "--model.optimisation.lr", options.lr]
    words += ["--trainer.max_epochs", options.epochs, "--trainer.precision", "32-true"]
    words += ["--seed_everything", options.seed]
    if (run / "last.ckpt").exists():
        words += ["--ckpt_path", "last"]
    _trainlib("fit", "--config", "standard", *words)
    (run / "loop-done").touch()
    return run / "best.ckpt"


def _trainlib(*words: object) -> None:
    _run(sys.executable, "-m", "trainlib", *words)


def _run(*words: object) -> None:
    """Run a command from the repository's folder; its failure ends the loop with its exit code."""
    print("$", *words[1:], flush=True)
    code = subprocess.run([str(word) for word in words], cwd=ROOT, check=False).returncode
    if code:
        sys.exit(code)


if __name__ == "__main__":
    sys.exit(main())

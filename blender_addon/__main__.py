"""The command line: python -m blender_addon generate | preview | check | assets."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .assets import add_assets_command, add_library_option, chosen_folders
from .batch.supervisor import REPLACE_AFTER
from .dataset.check import check_dataset
from .dataset.index import rebuild_index
from .dataset.layout import DatasetError
from .dataset.leftovers import sweep
from .dataset.rejections import rejection_table, repair_rejections
from .dataset.wholeness import set_aside_damaged
from .exit_codes import FAILED, INTERRUPTED, SUCCESS, USAGE_ERROR
from .headless import BlenderMissingError, Request, generate, work
from .library.credits import LibraryError
from .preview import preview
from .spec import DatasetSpec
from .spec_toml import SpecError, load_spec, override, preset_names

_EXAMPLES = """\
examples:
  python -m blender_addon generate --spec smoke --out out/smoke
      eight tiny samples: does everything work?
  python -m blender_addon preview --spec packshot --out sheet.png
      what would it look like? sixteen small samples on one page
  python -m blender_addon generate --spec packshot --count 2000 --out out/set \\
      --products models/ --hdris hdris/ --textures textures/
      a dataset with your own products among the built-in ones
  python -m blender_addon generate --spec mine.toml --out out/mine --workers 4
      your own spec; blender_addon/presets/packshot.toml lists every key
  python -m blender_addon check out/set
      is every file there and unchanged?
  python -m blender_addon assets fetch
      free HDRIs, textures and models into your library, which generate uses from then on

A run that was stopped, or a larger --count, is continued by the same command. With a Blender instead of the
bpy module: --blender /path/to/blender.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code, one of `exit_codes`."""
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except (SpecError, LibraryError, DatasetError, BlenderMissingError) as error:
        print(f"packshot: {error}", file=sys.stderr)
        return USAGE_ERROR
    except KeyboardInterrupt:  # before a run began, or behind its end
        print("stopped")
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m blender_addon",
        description="Renders datasets for training: products in rooms, and the same products on pure white.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    make = commands.add_parser(
        "generate",
        help="make a dataset, or continue one",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_asked(make)
    make.add_argument("--out", required=True, type=_path, metavar="DIR", help="the dataset's folder")
    make.add_argument("--count", type=int, metavar="N", help="number of samples (default: the spec's)")
    make.add_argument("--resolution", type=_resolution, metavar="W[xH]", help="pixels, as 256 or 640x480")
    make.add_argument(
        "--workers",
        type=_positive,
        default=1,
        metavar="K",
        help="processes that render at a time and share the cores (default 1, which uses them all)",
    )
    make.add_argument(
        "--samples-per-worker",
        type=_positive,
        default=REPLACE_AFTER,
        metavar="N",
        help=f"samples after which a worker is replaced by a fresh one (default {REPLACE_AFTER})",
    )
    make.add_argument(
        "--worker-memory",
        type=_positive,
        metavar="MB",
        help="memory above which a worker is replaced after a sample (default: three quarters of the machine's, "
        "shared by the workers, and 1500 at least)",
    )
    make.add_argument(
        "--patience",
        type=_minutes,
        metavar="MIN",
        help="minutes without output after which a worker counts as hung and is replaced (default 10, more for "
        "large pictures; always at least ten times the slowest sample so far)",
    )
    make.set_defaults(run=_generate)
    show = commands.add_parser("preview", help="a contact sheet of what a spec gives, in under a minute")
    _add_asked(show)
    show.add_argument("--out", required=True, type=Path, metavar="PNG", help="the sheet, a .png")
    show.add_argument("--count", type=int, default=16, metavar="N", help="number of samples (default 16)")
    show.add_argument("--size", type=_positive, default=96, metavar="PX", help="longer side of a picture (default 96)")
    show.add_argument(
        "--workers", type=_positive, metavar="K", help="processes that render at a time (default: one a core, up to 4)"
    )
    show.set_defaults(run=_preview)
    look = commands.add_parser("check", help="check a dataset's files and index")
    look.add_argument("dataset", type=Path, metavar="DIR")
    look.add_argument("--deep", action="store_true", help="compare checksums too, which reads every file")
    look.add_argument(
        "--repair",
        action="store_true",
        help="set damaged samples aside, rebuild the index, clear what killed runs left",
    )
    look.set_defaults(run=_check)
    add_assets_command(commands)
    worker = commands.add_parser("worker")  # what `generate` starts; of no use by hand
    worker.add_argument("job", type=Path)
    worker.set_defaults(run=lambda arguments: work(arguments.job))
    return parser


def _add_asked(command: argparse.ArgumentParser) -> None:
    """What every command that renders is told: the spec, the assets, and with what."""
    names = ", ".join(preset_names())
    command.add_argument("--spec", required=True, metavar="NAME|FILE", help=f"one of {names}, or a .toml file")
    command.add_argument("--seed", type=int, metavar="S", help="seed of every draw (default: the spec's)")
    for kind, what in (
        ("products", "folders of models, and .sh3f files"),
        ("hdris", "folders of HDRIs"),
        ("textures", "folders of texture maps"),
    ):
        command.add_argument(
            f"--{kind}", type=Path, nargs="+", default=(), metavar="DIR", help=f"{what}, subfolders included"
        )
    add_library_option(command)
    command.add_argument(
        "--blender", default="", metavar="EXE", help="render with this Blender, not with the bpy module"
    )


def _asked(arguments: argparse.Namespace, *keys: str) -> DatasetSpec:
    """The spec, with what the command line says of these keys."""
    spec: DatasetSpec = load_spec(arguments.spec)
    given: dict[str, Any] = {key: getattr(arguments, key) for key in keys}
    changed = {key: value for key, value in given.items() if value is not None}
    return override(spec, changed) if changed else spec


def _preview(arguments: argparse.Namespace) -> int:
    folders = chosen_folders(arguments)
    return preview(
        Request(
            _asked(arguments, "count", "seed"),
            arguments.out,
            folders["products"],
            folders["hdris"],
            folders["textures"],
            arguments.workers or 0,
            arguments.blender,
        ),
        arguments.size,
    )


def _generate(arguments: argparse.Namespace) -> int:
    folders = chosen_folders(arguments)
    return generate(
        Request(
            _asked(arguments, "count", "seed", "resolution"),
            arguments.out,
            folders["products"],
            folders["hdris"],
            folders["textures"],
            arguments.workers,
            arguments.blender,
            samples_per_worker=arguments.samples_per_worker,
            worker_memory_mb=arguments.worker_memory,
            patience_s=arguments.patience,
        )
    )


def _check(arguments: argparse.Namespace) -> int:
    if arguments.repair:
        for text in set_aside_damaged(arguments.dataset, arguments.deep):
            print(f"{text}; generate makes it again")
        print(f"index.jsonl lists {rebuild_index(arguments.dataset)} samples")
        broken = repair_rejections(arguments.dataset)
        if broken:
            print(f"rejected.jsonl: left out {broken} broken lines")
        for path in sweep(arguments.dataset):
            print(f"cleared {path}")
    report = check_dataset(arguments.dataset, arguments.deep)
    for text in report.problems:
        print(text)
    for text in rejection_table(report.rejected):
        print(text)
    count = len(report.problems)
    print(f"{report.samples} of {report.asked} samples, {count or 'no'} problem{'s' if count != 1 else ''}")
    return FAILED if report.problems else SUCCESS


def _resolution(text: str) -> list[int]:
    sides = text.lower().split("x")
    if len(sides) > 2 or not all(side.isdigit() for side in sides):
        raise argparse.ArgumentTypeError(f"{text!r} is no size; give 256 or 640x480")
    return [int(side) for side in (sides * 2)[:2]]


def _minutes(text: str) -> float:
    """Minutes, as seconds."""
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    if not 0 < minutes < 1e6:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of minutes; give one above 0")
    return minutes * 60


def _path(text: str) -> Path:
    if not text.strip():
        raise argparse.ArgumentTypeError("it is empty; give a folder")
    return Path(text)


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number above 0; give 1 or more")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())

"""The command line: python -m blender_addon generate | preview | check | assets."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .assets import add_assets_command, chosen_folders
from .dataset.check import check_dataset
from .dataset.index import rebuild_index
from .dataset.layout import DatasetError
from .dataset.leftovers import sweep
from .dataset.rejections import rejection_table, repair_rejections
from .dataset.wholeness import set_aside_damaged
from .exit_codes import FAILED, INTERRUPTED, SUCCESS, USAGE_ERROR
from .headless import BlenderMissingError, Request, generate, work
from .library.credits import LibraryError
from .options import EXAMPLES, add_check, add_generate, add_preview
from .preview import preview
from .spec import DatasetSpec
from .spec_toml import SpecError, load_spec, override


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
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    add_generate(commands).set_defaults(run=_generate)
    add_preview(commands).set_defaults(run=_preview)
    add_check(commands).set_defaults(run=_check)
    add_assets_command(commands)
    worker = commands.add_parser("worker")  # what `generate` starts; of no use by hand
    worker.add_argument("job", type=Path)
    worker.set_defaults(run=lambda arguments: work(arguments.job))
    return parser


def _asked(arguments: argparse.Namespace, *keys: str) -> DatasetSpec:
    """The spec, with what the command line says of these keys."""
    spec: DatasetSpec = load_spec(arguments.spec)
    given: dict[str, Any] = {key: getattr(arguments, key) for key in keys}
    changed = {key: value for key, value in given.items() if value is not None}
    return override(spec, changed) if changed else spec


def _request(arguments: argparse.Namespace, *keys: str, **more: Any) -> Request:
    folders: dict[str, Any] = chosen_folders(arguments)
    workers, blender = arguments.workers or 0, arguments.blender
    return Request(_asked(arguments, *keys), arguments.out, **folders, workers=workers, blender=blender, **more)


def _preview(arguments: argparse.Namespace) -> int:
    return preview(_request(arguments, "count", "seed"), arguments.size)


def _generate(arguments: argparse.Namespace) -> int:
    return generate(
        _request(
            arguments,
            "count",
            "seed",
            "resolution",
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


if __name__ == "__main__":
    sys.exit(main())

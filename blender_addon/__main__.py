"""The command line: python -m blender_addon generate | preview | check | assets | submit | status."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from .assets import add_assets_command
from .batch.command import BlenderMissingError
from .batch.logged_output import logged_output
from .cluster.command import add_cluster_commands
from .dataset.check import check_dataset
from .dataset.index import rebuild_index
from .dataset.layout import DatasetError
from .dataset.leftovers import sweep
from .dataset.rejections import rejection_table, repair_rejections
from .dataset.wholeness import set_aside_damaged
from .exit_codes import FAILED, INTERRUPTED, SUCCESS, USAGE_ERROR
from .headless import generate, work, write_scene_file
from .library.credits import LibraryError
from .options import DESCRIPTION, EXAMPLES, add_check, add_generate, add_preview
from .preview import preview
from .profiles import add_profiles_command
from .request_options import making, request_of
from .spec_toml import SpecError


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code, one of `exit_codes`."""
    arguments = _parser().parse_args(argv)
    if "job" in arguments:  # a worker must fail when nobody reads its events
        return int(arguments.run(arguments))
    try:
        with logged_output(getattr(arguments, "log", None)):
            return _run(arguments)
    except DatasetError as error:  # of the log itself
        print(f"packshot: {error}", file=sys.stderr)
        return USAGE_ERROR


def _run(arguments: argparse.Namespace) -> int:
    try:
        return int(arguments.run(arguments))
    except (SpecError, LibraryError, DatasetError, BlenderMissingError) as error:
        print(f"packshot: {error}", file=sys.stderr)
        return USAGE_ERROR
    except KeyboardInterrupt:  # before a run starts, or after its end
        print("stopped")
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m blender_addon",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    add_generate(commands).set_defaults(run=_generate)
    add_preview(commands).set_defaults(run=_preview)
    add_check(commands).set_defaults(run=_check)
    add_assets_command(commands)
    add_cluster_commands(commands)
    add_profiles_command(commands)
    worker = commands.add_parser("worker")  # started by `generate`; of no use by hand
    worker.add_argument("job", type=Path)
    scene = commands.add_parser("scene")  # started by Random Scene in Blender
    scene.add_argument("scene", type=Path)
    scene.set_defaults(run=lambda arguments: write_scene_file(arguments.scene))
    worker.set_defaults(run=lambda arguments: work(arguments.job))
    return parser


def _preview(arguments: argparse.Namespace) -> int:
    return preview(request_of(arguments, "count", "seed"), arguments.size, arguments.first)


def _generate(arguments: argparse.Namespace) -> int:
    return generate(making(arguments))


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

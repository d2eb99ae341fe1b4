"""`python -m trainlib suggest`: from failures on photos to a spec that draws more of what failed."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

import tomlkit

from trainlib.console.cli_errors import OneLineParser, fail
from trainlib.console.progress import count_progress, error_console
from trainlib.images.errors import PhotoError
from trainlib.images.mattes import read_matte
from trainlib.images.photos import read_photo
from trainlib.mining.groups import group_of, read_categories
from trainlib.process.exit_codes import FAILED, INTERRUPTED, SUCCESS
from trainlib.records.evaluations import EvaluationError, Input, read_dice, read_inputs
from trainlib.records.files import replace_file
from trainlib.suggest.changes import CATEGORY
from trainlib.suggest.failures import Cause, find_causes
from trainlib.suggest.spec_text import SpecFileError, harder, read_spec
from trainlib.suggest.traits import TRAITS, traits_of

BELOW = 0.9


def parser() -> argparse.ArgumentParser:
    """The command line of `suggest`."""
    result = OneLineParser(
        prog="python -m trainlib suggest",
        description="Describes the photos on which a network failed in the generator's terms: "
        + ", ".join(TRAITS)
        + " and category. Writes a spec that draws more of what failures have more often than other photos, each"
        " change with its reason as a comment.",
        epilog="Example: suggest --from evaluated --spec packshot --out harder.toml. Exit code: 0, 1 if nothing is"
        " to be suggested, 2 if it could not start.",
        allow_abbrev=False,
    )
    result.add_argument("--from", dest="evaluation", type=Path, required=True, metavar="DIR", help="of evaluate")
    result.add_argument("--spec", default="packshot", help="a preset or TOML file to change (default: packshot)")
    result.add_argument("--out", type=Path, required=True, metavar="FILE.toml", help="the new spec")
    result.add_argument("--method", help="whose failures (default: the first method of the evaluation)")
    result.add_argument(
        "--below", type=float, default=BELOW, metavar="DICE", help=f"below this a photo failed (default: {BELOW})"
    )
    result.add_argument("--categories", type=Path, metavar="CSV", help="photo and category, a line each")
    result.add_argument("--overwrite", action="store_true", help="replace --out")
    return result


def main(argv: list[str]) -> int:
    """Run the command and return its exit code; see `parser`."""
    options = parser().parse_args(argv)
    try:
        return _suggest(options)
    except (EvaluationError, PhotoError, SpecFileError) as error:
        return fail(str(error))
    except OSError as error:
        return fail(f"{error.filename or options.out}: {error.strerror}")
    except KeyboardInterrupt:
        print("interrupted; nothing was written")
        return INTERRUPTED


def _suggest(options: argparse.Namespace) -> int:
    if options.out.exists() and not options.overwrite:
        raise SpecFileError(f"--out {options.out}: already exists; give another name, or --overwrite")
    spec = read_spec(options.spec)
    by_method, inputs = read_dice(options.evaluation), read_inputs(options.evaluation)
    method = options.method or next(iter(by_method))
    if method not in by_method:
        raise EvaluationError(f"--method {method}: is none of {', '.join(by_method)}")
    dice = {photo: value for photo, value in by_method[method].items() if photo in inputs}
    categories = None if options.categories is None else read_categories(options.categories)
    traits = _traits(inputs, dice, categories)
    dice = {photo: dice[photo] for photo in traits}
    causes = find_causes(dice, traits, options.below)
    failed = sum(value < options.below for value in dice.values())
    print(f"{method}: {failed} of {len(dice)} photos have a Dice below {options.below:g}")
    for cause in causes:
        print(f"  {cause}")
    reasons = harder(spec, causes)
    if not reasons:
        print("nothing to suggest: no trait is more frequent among failures, or no key of the spec draws it")
        return FAILED
    spec["name"] = f"{spec.get('name', Path(options.spec).stem)}-harder"
    head = _head(options, method, failed, len(dice), causes)
    replace_file(options.out, (head + tomlkit.dumps(spec)).encode())
    print(f"{len(reasons)} keys changed: {', '.join(reasons)}; look at {options.out}")
    return SUCCESS


def _traits(
    inputs: Mapping[str, Input], dice: Mapping[str, float], categories: Mapping[str, str] | None
) -> dict[str, list[str]]:
    """The traits of each photo that can be read."""
    found, console = {}, error_console()
    with count_progress(console) as progress:
        task = progress.add_task("photos", total=len(dice))
        for photo in dice:
            one = inputs[photo]
            try:
                image, alpha = read_photo(one.file), read_matte(one.ground_truth).alpha
                if alpha.shape != image.shape[:2]:
                    raise PhotoError("photo and ground truth differ in size")
                found[photo] = traits_of(image, alpha)
                category = "" if categories is None else group_of(one.file.name, categories)
                found[photo] += [CATEGORY + category] if category else []
            except (PhotoError, OSError) as error:
                console.print(f"left out  {photo}: {error}")
            progress.advance(task)
    return found


def _head(options: argparse.Namespace, method: str, failed: int, count: int, causes: list[Cause]) -> str:
    """The comment that the new spec begins with."""
    lines = [
        f"Harder than {options.spec}: drawn from the failures of {method} on {count} photos,"
        f" {failed} of them with a Dice below {options.below:g}.",
        "What failures have more often than other photos:",
        *(f"  {cause}" for cause in causes),
        "Each changed key says what it was and why it changed.",
    ]
    return "".join(f"# {' '.join(line.splitlines())}\n" for line in lines) + "\n"

"""`python -m trainlib bag`: several cut-out networks as one file that averages their mattes."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from trainlib.console.cli_errors import OneLineParser, fail
from trainlib.process.exit_codes import SUCCESS

SUFFIX = ".safetensors"


def parser() -> argparse.ArgumentParser:
    """The command line of `bag`."""
    result = OneLineParser(
        prog="python -m trainlib bag",
        usage="%(prog)s CHECKPOINT CHECKPOINT … --out FILE.safetensors",
        description="Puts several cut-out networks into one file that averages their mattes, such as one network"
        " per fold. predict, evaluate, mine, serve and export use it like any other network.",
        epilog="It takes as many times longer as it holds networks. All must be of one input size.",
        allow_abbrev=False,
    )
    result.add_argument("networks", nargs="+", type=Path, metavar="CHECKPOINT", help="two or more, of `fit`")
    result.add_argument("--out", type=Path, required=True, metavar="FILE.safetensors", help="the file to write")
    return result


def main(argv: list[str]) -> int:
    """Run the command and return its exit code; see `parser`."""
    options = parser().parse_args(argv)
    if len(options.networks) < 2:
        return fail("one network makes no bag; give two or more")
    if options.out.suffix != SUFFIX:
        return fail(f"--out {options.out}: give a name that ends in {SUFFIX}")
    if options.out.exists():
        return fail(f"--out {options.out}: already exists; give another name")
    # Imported late: PyTorch takes seconds, and an error in the words is said at once.
    from trainlib.checkpoints import CheckpointError
    from trainlib.checkpoints.weights_file import write_weights

    try:
        size = write_weights(_joined(options.networks), options.out)
    except CheckpointError as error:
        return fail(str(error))
    except OSError as error:
        return fail(f"{error.filename or options.out}: {error.strerror}")
    print(f"{options.out}: {len(options.networks)} networks, {size / 1e6:.1f} MB")
    return SUCCESS


def _joined(paths: Sequence[Path]) -> dict[str, Any]:
    """One checkpoint of all these networks.

    Raises:
        CheckpointError: one is missing, is not a cut-out network, or has another input size than the first.
    """
    from trainlib.checkpoints import KEY, CheckpointError, describe_network, load_network, read_checkpoint
    from trainlib.checkpoints.layout import PREFIX

    arguments, tensors = [], {}
    sizes = {path: load_network(path, "cutout").size for path in paths}
    for place, (path, size) in enumerate(sizes.items()):
        checkpoint = read_checkpoint(path)
        network = checkpoint[KEY]["network"]
        if network["name"] != "cutout":
            raise CheckpointError(f"{path}: holds a {network['name']}; a bag holds networks of the task cutout")
        if size != sizes[paths[0]]:
            raise CheckpointError(f"{path}: sees {size} pixels, {paths[0]} {sizes[paths[0]]}; train them at one size")
        arguments.append(dict(network["arguments"]))
        for name, value in checkpoint["state_dict"].items():
            if name.startswith(PREFIX):
                tensors[f"{PREFIX}networks.{place}.{name.removeprefix(PREFIX)}"] = value
    described = describe_network("cutout", "bag", {"networks": arguments}, ("image",), sizes[paths[0]])
    return {KEY: described, "state_dict": tensors}

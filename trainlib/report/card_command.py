"""`python -m trainlib card`: a network's model card, and its entry among those that ship."""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

from trainlib.console.cli_errors import OneLineParser, fail
from trainlib.process.exit_codes import SUCCESS
from trainlib.records.files import replace_file


def parser() -> argparse.ArgumentParser:
    """The command line of `card`."""
    result = OneLineParser(
        prog="python -m trainlib card",
        description="Writes the model card of a network: its training data, its metrics on photos, known failures,"
        " how to reproduce it, and the credits of the assets.",
        epilog="Exit code: 0 if the card is written, 2 if it could not be.",
    )
    add = result.add_argument
    add("--network", type=Path, required=True, metavar="FILE", help="the .safetensors file that `export` wrote")
    add("--dataset", type=Path, nargs="+", required=True, metavar="DIR", help="the datasets it was trained on")
    add("--evaluation", type=Path, nargs="*", default=[], metavar="DIR", help="output folders of `evaluate`")
    add("--words", type=Path, required=True, metavar="FILE.json", help="title, about, failures, recipe and unknown")
    add("--out", type=Path, required=True, metavar="FILE.md", help="the card")
    add("--index", type=Path, metavar="FILE.json", help="enter the network there, as weights.json has them")
    add("--name", default="standard", help="its name in the index (default: %(default)s)")
    return result


def main(argv: list[str]) -> int:
    """Run the command and return its exit code."""
    options = parser().parse_args(argv)
    from trainlib.checkpoints import KEY, CheckpointError, read_checkpoint
    from trainlib.records.dataset import DatasetError
    from trainlib.report.card import Words, write_card

    try:
        said = json.loads(options.words.read_text("utf-8"))
        card = write_card(options.network, options.dataset, options.evaluation, Words(**said))
        replace_file(options.out, card.encode())
        if options.index is not None:
            _enter(options.index, read_checkpoint(options.network)[KEY]["task"], options.name, options.network)
    except (CheckpointError, DatasetError) as error:
        return fail(str(error))
    except OSError as error:
        return fail(f"{error.filename}: {error.strerror}")
    except (TypeError, ValueError) as error:
        return fail(f"--words {options.words}: {error}; a JSON object with title, about, failures, recipe, unknown")
    print(f"written: {options.out}")
    return SUCCESS


def _enter(index: Path, task: str, name: str, network: Path) -> None:
    """Name the network in the index, beside those that are there."""
    entries = json.loads(index.read_text("utf-8")) if index.is_file() else {}
    digest = hashlib.sha256(network.read_bytes()).hexdigest()
    entries.setdefault(task, {})[name] = {"file": network.name, "sha256": digest}
    replace_file(index, (json.dumps(entries, indent=2, sort_keys=True) + "\n").encode())

"""A network's model card: its training data, its metrics, and the credits of the assets."""

from __future__ import annotations

import hashlib
import json
import textwrap
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from trainlib.checkpoints import KEY, CheckpointError, read_checkpoint
from trainlib.records.dataset import open_dataset
from trainlib.report.card_measures import read_measures


@dataclass(frozen=True)
class Words:
    """The parts of a card that no file contains.

    Attributes:
        title: of the card.
        about: what the network is for, a sentence or two.
        failures: where it is known to fail, as Markdown.
        recipe: how to reproduce it, as Markdown.
        unknown: the author and licence of assets without an author in the datasets.
    """

    title: str
    about: str
    failures: str
    recipe: str
    unknown: str = "unknown"


def write_card(network: Path, datasets: list[Path], evaluations: list[Path], words: Words) -> str:
    """The card as Markdown.

    Args:
        network: the .safetensors file.
        datasets: what it was trained on.
        evaluations: output folders of `evaluate`.
        words: the rest.

    Raises:
        CheckpointError: the network cannot be read.
        DatasetError: a dataset cannot be read.
        OSError: an evaluation cannot be read.
    """
    found = read_checkpoint(network)
    description = found[KEY]
    arguments = description["network"]["arguments"]
    if not isinstance(arguments, dict):
        raise CheckpointError(f"{network}: says nothing of its network")
    size, parameters = network.stat().st_size, sum(value.numel() for value in found["state_dict"].values())
    environment = Environment(
        loader=PackageLoader("trainlib.report", "."), undefined=StrictUndefined, trim_blocks=False, autoescape=False
    )
    text = environment.get_template("card.md").render(
        title=words.title,
        about=words.about,
        failures=words.failures,
        recipe=words.recipe,
        task=description["task"],
        architecture=arguments.get("architecture"),
        encoder=str(arguments.get("encoder")).removeprefix("tu-"),
        parameters=parameters,
        bits=8 if size < 1.5 * parameters else 16,
        inputs=", ".join(description["inputs"]),
        height=description["size"][0],
        width=description["size"][1],
        file=network.name,
        megabytes=size / 1e6,
        sha256=hashlib.sha256(network.read_bytes()).hexdigest(),
        datasets=[_dataset(path) for path in datasets],
        measures=[read_measures(path) for path in evaluations],
        credits=_credits(datasets, words.unknown),
    )
    return "\n".join(_wrapped(text)) + "\n"


def _dataset(path: Path) -> dict[str, Any]:
    header = json.loads((path / "dataset.json").read_text("utf-8"))
    library = header.get("library", {})
    samples = open_dataset(path).samples
    width, height = header["resolution"]
    return {
        "name": path.name,
        "kind": header.get("kind", "packshot"),
        "samples": len(samples),
        "train": sum(sample.split == "train" for sample in samples),
        "resolution": f"{width} × {height}",
        "seed": header["seed"],
        "products": len(library.get("product", [])),
        "hdris": len(library.get("hdri", [])),
    }


def _credits(datasets: list[Path], unknown: str) -> list[dict[str, str]]:
    """Authors by name, each with a licence's assets in one line."""
    assets: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for path in datasets:
        for credit in json.loads((path / "dataset.json").read_text("utf-8")).get("credits", []):
            author, licence = credit["author"], credit["licence"]
            if author == "unknown":
                author, _, licence = unknown.partition(" under ")
            assets[author, licence or "unknown", credit.get("source", "")].add(credit["asset"].partition("/")[2])
    return [
        {"author": author, "licence": licence, "source": source, "assets": ", ".join(sorted(names))}
        for (author, licence, source), names in sorted(assets.items())
    ]


def _wrapped(text: str) -> list[str]:
    """Wrap lines at 120 characters; the text has no tables."""
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("- "):
            lines += textwrap.wrap(line, 120, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
        else:
            lines.append(line.rstrip())
    return lines

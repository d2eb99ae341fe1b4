"""Findings about a dataset, and the metrics of each sample."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from trainlib.images.arrays import Float32Array
from trainlib.records.dataset import Sample

Level = Literal["problem", "warning"]
PROBLEM: Level = "problem"
WARNING: Level = "warning"
# A function that adds a finding: its level, its check and its text.
Say = Callable[[Level, str, str], None]


@dataclass(frozen=True)
class Finding:
    """A fault, or something that a person should look at.

    Attributes:
        level: "problem" if a network would learn something wrong from it; "warning" if a person should look at it.
        check: which check found it.
        samples: the ids concerned, ascending; empty for the whole dataset.
        text: what is wrong, in one line.
    """

    level: Level
    check: str
    samples: tuple[int, ...]
    text: str


@dataclass(frozen=True)
class Examined:
    """One sample after its checks.

    Attributes:
        sample: the sample.
        findings: what was found in it.
        metrics: "fill", "coverage", "brightness" (mean of the input in [0, 1]), "contrast" (ΔE76
            between the mean colours of the product and its surroundings, in CIELAB), "depth of product (m)"; only
            those that could be read.
        assets: asset ids by kind ("product", "hdri", "texture").
        thumbnail: the input as float32 [16, 16] grey in [0, 255], to find copies; None if it cannot be read.
        files: photo and cut-out, if the sample is not rendered.
    """

    sample: Sample
    findings: tuple[Finding, ...] = ()
    metrics: dict[str, float] = field(default_factory=dict)
    assets: dict[str, Any] = field(default_factory=dict)
    thumbnail: Float32Array | None = None
    files: tuple[Path, Path] | None = None

    @property
    def called(self) -> str:
        """Its name in messages: a photo's name or a sample's number."""
        return f"sample {self.sample.number}" if self.files is None else self.sample.product

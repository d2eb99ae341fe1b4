"""What the doctor says of a dataset: findings, and the metrics of each sample that they rest on."""

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
# Notes a finding: its level, its check and its text.
Say = Callable[[Level, str, str], None]


@dataclass(frozen=True)
class Finding:
    """Something amiss.

    Attributes:
        level: "problem" teaches a network something wrong; "warning" is worth a look.
        check: which check found it.
        samples: the ids concerned, ascending; empty where it is about the whole dataset.
        text: what is wrong, in one line.
    """

    level: Level
    check: str
    samples: tuple[int, ...]
    text: str


@dataclass(frozen=True)
class Examined:
    """One sample as the doctor saw it.

    Attributes:
        sample: which one.
        findings: what is amiss with it.
        metrics: "fill", "coverage", "brightness" (mean of the input in [0, 1]), "contrast" (how far product and
            what is around it differ, ΔE76 of their mean colours in CIELAB), "depth of product (m)"; only what could
            be read.
        assets: asset ids by kind ("product", "hdri", "texture").
        thumbnail: the input as float32 [16, 16] grey in [0, 255], for finding copies; None where it is unreadable.
        files: photo and cut-out, where it is no sample of renders.
    """

    sample: Sample
    findings: tuple[Finding, ...] = ()
    metrics: dict[str, float] = field(default_factory=dict)
    assets: dict[str, Any] = field(default_factory=dict)
    thumbnail: Float32Array | None = None
    files: tuple[Path, Path] | None = None

    @property
    def called(self) -> str:
        """What it is called in texts: a photo's name, a sample's number."""
        return f"sample {self.sample.number}" if self.files is None else self.sample.product

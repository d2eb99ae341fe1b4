"""Makes one sample: draw, render, check, write. A failed sample is drawn again until its attempts are used up."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from ..dataset.drawn_again import first_attempt
from ..dataset.index import append_index, index_entry
from ..dataset.left_out import LeftOut, leave_out
from ..dataset.rejections import append_rejection
from ..dataset.writer import SampleExistsError, write_sample
from ..library.asset import Library
from ..library.unusable import UnusableAssetError
from ..picture.reasons import Failure, advice
from ..recipe.model import Recipe
from ..render.layers import RenderError, Settings
from ..scene.view import HiddenError
from ..spec import DatasetSpec
from .events import AttemptRejected, Emit, SampleDone, SampleFailed, SampleThere, Warned
from .kind import Made, Make
from .usable import draw_usable


@dataclass
class Effort:
    """The cost of a sample so far."""

    began: float = field(default_factory=time.perf_counter)
    attempts: int = 0
    """Draws that counted: those whose assets could be used."""
    render_s: float = 0.0
    reasons: Counter[str] = field(default_factory=Counter)
    """Why attempts failed, in words."""
    keys: Counter[str] = field(default_factory=Counter)
    """The same by key."""
    products: set[str] = field(default_factory=set)
    """The products of the attempts."""

    @property
    def seconds(self) -> float:
        """Working time since the first draw."""
        return time.perf_counter() - self.began


@dataclass
class SampleMaker:
    """Makes the samples of one dataset, one after the other."""

    spec: DatasetSpec
    library: Library
    root: Path
    settings: Settings
    kind: Make
    emit: Emit
    run: str
    """The token of this run."""
    left_out: LeftOut
    """Assets that no sample may use."""

    def make(self, sample: int) -> None:
        """Make one sample and write it, or report why its attempts failed.

        Raises:
            DatasetError: The disk is full or refuses.
        """
        effort = Effort()
        attempt = first_attempt(self.root, sample)
        while effort.attempts < self.spec.checks.attempts:
            recipe = self._draw(sample, attempt)
            try:
                failures = self._attempt(recipe, effort)
            except UnusableAssetError as error:  # does not count: the same number is drawn again without it
                self._leave_out(recipe, error)
                continue
            if not failures:
                return
            effort.attempts += 1
            effort.reasons.update(failure.text for failure in failures)
            effort.keys.update(failure.key for failure in failures)
            effort.products.add(recipe.product.asset)
            self._reject(recipe, failures)
            attempt = recipe.attempt + 1
        worst = "; ".join(f"{text} (×{count})" for text, count in effort.reasons.most_common(3))
        reason = f"sample {sample} failed its checks {effort.attempts} times: {worst}"
        what_to_do = advice([key for key, _ in effort.keys.most_common()], effort.products)
        self.emit(SampleFailed(sample, f"{reason}. {what_to_do}"))

    def _draw(self, sample: int, attempt: int) -> Recipe:
        drawn = draw_usable(self.spec, self.library, sample, attempt, self.left_out.ids())
        for text in drawn.warnings:
            self.emit(Warned(text))
        return drawn.recipe

    def _attempt(self, recipe: Recipe, effort: Effort) -> list[Failure]:
        """Render one recipe and write it if it passes the checks; returns why not. UnusableAssetError: see `Make`."""
        try:
            made = self.kind(recipe, self.library, self.settings, self.spec)
        except (RenderError, ValueError) as error:
            return [_failure(error, recipe)]
        effort.render_s += made.render_s
        for text in made.built.product_warnings:
            self.emit(Warned(text))
        if not made.finished.failures:
            self._write(recipe, made, effort)
        return made.finished.failures

    def _write(self, recipe: Recipe, made: Made, effort: Effort) -> None:
        facts = {
            "depth_range_m": list(made.finished.depth_range_m),
            "checks": made.finished.checks,
            "seconds": {"total": round(effort.seconds, 3), "render": round(effort.render_s, 3)},
            "attempts": effort.attempts + 1,
            "warnings": list(made.built.warnings),
        }
        try:
            write_sample(self.root, recipe.id, made.finished.files, made.finished.recipe, facts, self.run)
        except SampleExistsError:  # another run considered this one dead, and made the same sample faster
            self.emit(SampleThere(recipe.id))
            return
        append_index(self.root, index_entry(made.finished.recipe))
        seconds, render_s = round(effort.seconds, 3), round(effort.render_s, 3)
        self.emit(SampleDone(recipe.id, seconds, render_s, effort.attempts + 1, recipe.split))

    def _leave_out(self, recipe: Recipe, error: UnusableAssetError) -> None:
        asset = self.library.get(error.asset)
        leave_out(self.root, asset, error.reason)
        key = "import" if asset.kind == "product" else "asset"
        append_rejection(self.root, recipe.id, recipe.attempt, recipe.product.asset, [Failure(key, str(error))])
        self.emit(Warned(f"left out: {error}"))

    def _reject(self, recipe: Recipe, failures: list[Failure]) -> None:
        append_rejection(self.root, recipe.id, recipe.attempt, recipe.product.asset, failures)
        keys = sorted({each.key for each in failures})
        self.emit(AttemptRejected(recipe.id, recipe.attempt, keys, "; ".join(each.text for each in failures)))


def _failure(error: Exception, recipe: Recipe) -> Failure:
    """The failure of an attempt that gave no images."""
    if isinstance(error, HiddenError):
        return Failure("hidden", str(error))
    return Failure("render" if isinstance(error, RenderError) else "build", f"{recipe.product.asset}: {error}")

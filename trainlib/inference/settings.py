"""The settings of a pipeline in one record; `predict` and `evaluate` take it from the command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tta = Literal["none", "flip", "flips+scales"]
Shadow = Literal["none", "soften", "keep"]


@dataclass(frozen=True)
class PipelineSettings:
    """Settings of a pipeline.

    Attributes:
        device: "auto" (a GPU where there is one), "cpu" or "cuda".
        tta: test-time augmentation, the views that the cut-out is averaged over: the photo alone; with its mirror
            image, which also tells how sure the network is; or both at three sizes.
        two_pass: cut out again on a crop around what was found, see `two_pass`.
        shadow: what is done with the shadow, see `shadow.clean_shadow`. It is the relight network's; without one, or if
            that predicts none, the photo's own, see `shadow.shadow_in_photo`.
        own_colours: keep the photo's colours even with a relight network.
        grabcut: decide by the photo's colours what the network is in doubt about, see `doubts.settle_doubts`.
    """

    device: str = "auto"
    tta: Tta = "flip"
    two_pass: bool = False
    shadow: Shadow = "none"
    own_colours: bool = False
    grabcut: bool = True

    @property
    def flip(self) -> bool:
        """Whether the mirror image is a view."""
        return self.tta != "none"

    @property
    def scales(self) -> bool:
        """Whether other sizes are views."""
        return self.tta == "flips+scales"


DEFAULTS = PipelineSettings()

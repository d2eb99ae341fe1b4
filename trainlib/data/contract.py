"""What tasks and data modules know of each other; `training.compatibility.connect` joins one of each."""

from dataclasses import dataclass
from typing import Any

from trainlib.models.scene_vector import SceneVector

# A batch: tensors [B, ...] by key, and "id" and "split" as lists of text.
Batch = dict[str, Any]

# The key of a batch for the numbers that describe scenes [B, numbers], in their own units.
SCENE = "scene"

# The key of a batch that tells of each sample [B] whether it has a target, in mixtures where some have none.
HAS_TARGET = "has_target"


@dataclass(frozen=True)
class Needs:
    """What a task needs of a batch.

    Attributes:
        keys: what it uses; nothing else is loaded.
        optional: the keys that some samples of a mixture may lack; `HAS_TARGET` then says which have a target.
    """

    keys: frozenset[str]
    optional: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Offer:
    """What a data module offers.

    Attributes:
        size: height and width of the images.
        keys: what every sample has, beside "id" and "split".
        partly: what only some samples of a mixture have.
        augment: the strength of augmentation: "none", "light" or "strong".
        scene: what the numbers of a scene are, where samples have them.
    """

    size: tuple[int, int]
    keys: frozenset[str]
    partly: frozenset[str] = frozenset()
    augment: str = "none"
    scene: SceneVector | None = None

    def missing(self, needs: Needs) -> list[str]:
        """The keys that a task needs and does not get, sorted."""
        return sorted(needs.keys - self.keys - (needs.optional & self.partly))

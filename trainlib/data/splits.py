"""Splits: which of them a stage of training needs, and how images without recorded splits are assigned to them."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trainlib.records.dataset import SPLITS, DatasetError

# The splits that each stage of Lightning reads.
OF_STAGE = {"fit": ("train", "val"), "validate": ("val",), "test": ("test",)}


@dataclass(frozen=True)
class SplitConfig:
    """How images without recorded splits are assigned to train, val and test.

    A name's split depends on the seed and the names alone, not on the order of a folder.

    Attributes:
        val: share of the images in split val.
        test: share in split test.
        seed: another seed gives other splits.
        lists: a folder with train.txt, val.txt and test.txt, one name per line, which replace the shares.
        folds: for cross-validation: images outside test are divided into this many folds, and one fold is val instead
            of the share `val`; null: none.
        fold: which fold is val, from 0.
    """

    val: float = 0.1
    test: float = 0.1
    seed: int = 7
    lists: str | None = None
    folds: int | None = None
    fold: int = 0

    def __post_init__(self) -> None:
        """Refuse shares that leave nothing to train on."""
        if self.val < 0 or self.test < 0 or self.val + self.test >= 1:
            raise ValueError(f"split.val {self.val} and split.test {self.test} are shares that add up to less than 1")
        if self.folds is not None and (self.folds < 2 or not 0 <= self.fold < self.folds):
            raise ValueError(
                f"split.folds is {self.folds} and split.fold {self.fold}; expected at least 2 folds, and a fold from 0 "
                "to below that"
            )

    def names_in(self, split: str, names: Sequence[str]) -> list[str]:
        """The names of one split, sorted.

        Raises:
            DatasetError: a list cannot be read, or names an image that does not exist.
        """
        if self.lists is not None:
            return self._listed(split, names)
        order = sorted(names, key=lambda name: hashlib.sha256(f"{self.seed}:{name}".encode()).digest())
        test, val = round(self.test * len(order)), round(self.val * len(order))
        if self.folds is not None:
            rest = order[test:]
            held = rest[self.fold :: self.folds]
            trained = [name for place, name in enumerate(rest) if place % self.folds != self.fold]
            return sorted({"test": order[:test], "val": held, "train": trained}[split])
        assigned = {"test": order[:test], "val": order[test : test + val], "train": order[test + val :]}
        return sorted(assigned[split])

    def _listed(self, split: str, names: Sequence[str]) -> list[str]:
        """The names in a list; a split without a list is empty."""
        lists: dict[str, list[str]] = {}
        for one in SPLITS:
            path = Path(str(self.lists)).expanduser() / f"{one}.txt"
            if path.is_file():
                lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
                lists[one] = [Path(line).stem for line in lines if line]
        if not lists:
            raise DatasetError(f"{self.lists}: holds none of train.txt, val.txt, test.txt")
        counts = Counter(name for listed in lists.values() for name in set(listed))
        twice = sorted(name for name, count in counts.items() if count > 1)
        unknown = sorted(set(counts) - set(names))
        if twice or unknown:
            wrong = f"{twice[0]!r} is in two splits" if twice else f"{unknown[0]!r} is not an image of the folder"
            raise DatasetError(f"{self.lists}: {wrong}; correct the lists")
        return sorted(set(lists.get(split, [])))

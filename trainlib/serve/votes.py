"""A vote between two networks' cut-outs: the next photo, the order of the two, and the votes on disk."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from trainlib.evaluate.methods import split_label
from trainlib.evaluate.pairs import find_masks
from trainlib.images.errors import PhotoError
from trainlib.inference.photo_search import find_photos
from trainlib.serve.standing import EQUAL, NEEDED, Standing, Vote, stand

FILE = "votes.jsonl"


@dataclass
class Poll:
    """Two folders of cut-outs of the same photos, and the votes on them.

    Attributes:
        labels: the names of the two networks.
        photos: the files of the photos, by name.
        cutouts: the files of the cut-outs, by label and name.
        path: the file of the votes, one line each.
        votes: all votes.
    """

    labels: tuple[str, str]
    photos: dict[str, Path]
    cutouts: dict[str, dict[str, Path]]
    path: Path
    votes: list[Vote] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self.votes = read(self.path, set(self.photos), {*self.labels, EQUAL})

    @classmethod
    def open(cls, photos: Path, words: Sequence[str], path: Path) -> Poll:
        """Find the photos that both folders have a cut-out of.

        Args:
            photos: the folder of photos.
            words: two folders, each DIR or LABEL=DIR.
            path: the file of the votes.

        Raises:
            PhotoError: a folder is missing, or they share no photo.
        """
        (first, one), (second, other) = (split_label(word) for word in words)
        if first == second:
            raise PhotoError(f"--vote {words[0]} {words[1]}: both are called {first}; give LABEL=DIR")
        cutouts = {first: find_masks(one, "--vote"), second: find_masks(other, "--vote")}
        named = {photo.path.stem: photo.path for photo in find_photos(photos).photos}
        both = sorted(named.keys() & cutouts[first].keys() & cutouts[second].keys())
        if not both:
            raise PhotoError(f"--vote-photos {photos}: no photo has a cut-out in both {one} and {other}")
        return cls((first, second), {name: named[name] for name in both}, cutouts, path)

    def next(self, voter: str) -> str | None:
        """The next photo for a voter, or None if all have enough votes.

        Photos that the voter has not seen come first.
        """
        with self._lock:
            count = Counter(vote.photo for vote in self.votes)
            own = Counter(vote.photo for vote in self.votes if vote.voter == voter)
        left = [name for name in self.photos if count[name] < NEEDED]
        return min(left, key=lambda name: (own[name], -count[name], _draw(voter, name)), default=None)

    def order(self, photo: str, voter: str) -> tuple[str, str]:
        """The labels, left and right, in an order that is drawn for each photo, voter and turn."""
        with self._lock:
            turn = sum(1 for vote in self.votes if (vote.photo, vote.voter) == (photo, voter))
        swapped = _draw(voter, photo, str(turn), *self.labels) % 2
        return (self.labels[1], self.labels[0]) if swapped else self.labels

    def vote(self, photo: str, voter: str, choice: str, seen: int) -> bool:
        """Count a vote, if it was not counted already.

        Args:
            photo: the photo's name.
            voter: who votes.
            choice: "left", "right" or "equal".
            seen: the number of this voter's votes when the photo was shown, so that a key pressed twice, or in two
                tabs, counts once.

        Raises:
            OSError: the vote cannot be written.
        """
        left, right = self.order(photo, voter)
        with self._lock:
            if sum(1 for vote in self.votes if vote.voter == voter) != seen:
                return False
            made = Vote(photo, voter, {"left": left, "right": right, "equal": EQUAL}[choice], left)
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(made), ensure_ascii=True) + "\n")
            self.votes.append(made)
        return True

    def progress(self, voter: str) -> dict[str, int]:
        """The progress of all voters, and the number of this voter's votes."""
        with self._lock:
            count = Counter(vote.photo for vote in self.votes)
            own = sum(1 for vote in self.votes if vote.voter == voter)
        return {
            "own": own,
            "votes": sum(min(NEEDED, count[name]) for name in self.photos),
            "needed": NEEDED * len(self.photos),
        }

    def standing(self) -> Standing:
        """The results."""
        with self._lock:
            votes = list(self.votes)
        return stand(self.labels, list(self.photos), votes)


def read(path: Path, photos: set[str], choices: set[str]) -> list[Vote]:
    """The votes of a file; lines that are cut short, or of other photos or networks, are skipped."""
    if not path.is_file():
        return []
    votes = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            values: Any = json.loads(line)
            vote = Vote(**{name: str(values[name]) for name in ("photo", "voter", "choice", "left")})
        except (ValueError, KeyError, TypeError):
            continue
        if vote.photo in photos and vote.choice in choices:
            votes.append(vote)
    return votes


def _draw(*words: str) -> int:
    """A pseudo-random number that is the same for the same words."""
    return int.from_bytes(hashlib.sha256("\0".join(words).encode()).digest()[:4], "big")

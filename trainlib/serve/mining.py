"""Proposals of `mine` and the decisions on them. Accepted cut-outs are written to a dataset at once."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from trainlib.images.errors import PhotoError
from trainlib.inference.result_names import unique_names
from trainlib.records import proposals
from trainlib.records.proposals import PROPOSALS, Proposal, Verdict
from trainlib.serve import corrections


@dataclass
class Mining:
    """A folder of proposals.

    Attributes:
        folder: holds proposals.jsonl, and gets decisions.jsonl.
        photos: the folder that was mined.
        out: the dataset that accepted photos are written to.
        proposals: worst first.
        names: the name of each in the dataset.
    """

    folder: Path
    photos: Path
    out: Path
    proposals: list[Proposal]
    names: list[str]

    def __post_init__(self) -> None:
        self._lock = threading.Lock()

    @classmethod
    def open(cls, folder: Path, photos: Path, out: Path) -> Mining:
        """Read a folder of proposals.

        Raises:
            PhotoError: a folder is missing or has no proposal.
        """
        if not photos.is_dir():
            raise PhotoError(f"--mine-photos {photos}: no such folder; give the folder that was mined")
        try:
            found = proposals.read(folder)
        except OSError as error:
            raise PhotoError(f"--mine {folder}: holds no {PROPOSALS} ({error.strerror})") from error
        if not found:
            raise PhotoError(f"--mine {folder}: {PROPOSALS} has no proposal")
        flat = [one.photo.replace("/", "_") for one in found]
        return cls(folder, photos, out, found, unique_names(flat))

    def decisions(self) -> dict[str, Verdict]:
        """The decisions so far, by photo."""
        return proposals.read_decisions(self.folder)

    def photo(self, number: int) -> Path:
        """The file of a proposal's photo.

        Raises:
            PhotoError: it is gone, or a link leads out of the folder.
        """
        return _below(self.photos, self.proposals[number].photo)

    def cutout(self, number: int) -> Path:
        """The file of a proposal's cut-out; errors as of `photo`."""
        return _below(self.folder, self.proposals[number].cutout)

    def name_of(self, photo: str) -> str:
        """The name of a proposed photo in the dataset; "" if it is no proposal."""
        names = {one.photo: name for one, name in zip(self.proposals, self.names, strict=True)}
        return names.get(photo, "")

    def decide(self, number: int, verdict: Verdict) -> None:
        """Record a decision, and add the photo to the dataset or remove it.

        Raises:
            PhotoError: photo or cut-out are gone.
            OSError: a folder cannot be written.
        """
        name = self.names[number]
        with self._lock:
            if verdict == "accept":
                cutout = self.cutout(number).read_bytes()
                corrections.keep(self.out, self.proposals[number].photo, self.photo(number), cutout, name)
            else:
                corrections.drop(self.out, name)
            proposals.decide(self.folder, self.proposals[number].photo, verdict)


def _below(folder: Path, relative: str) -> Path:
    path = folder / PurePosixPath(relative)
    if not path.resolve().is_relative_to(folder.resolve()):
        raise PhotoError(f"{relative}: leads out of its folder")
    if not path.is_file():
        raise PhotoError(f"{relative}: was moved or deleted since it was proposed")
    return path

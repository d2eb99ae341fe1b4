"""The results of votes between two networks: who wins, with an interval, and how well voters agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

NEEDED = 3  # votes on a photo
AGREEING = 2  # votes that a winner needs
EQUAL = ""  # neither is better
LEVEL = 0.95


@dataclass(frozen=True)
class Vote:
    """One person's choice on one photo.

    Attributes:
        photo: the photo's name.
        voter: who voted.
        choice: the label of the better network, or "" for no difference.
        left: the label of the network that was shown on the left.
    """

    photo: str
    voter: str
    choice: str
    left: str


@dataclass(frozen=True)
class Standing:
    """The results of two networks.

    Attributes:
        wins: photos that each won, by label.
        undecided: photos with enough votes and no winner.
        open: photos with too few votes.
        share: the first network's share of the photos that were won, with its 95 % interval (Wilson 1927); None if
            none was.
        votes: the number of votes.
        voters: the number of people who voted.
        agreement: Krippendorff's alpha between different voters; None if no photo has votes of two voters, or all
            votes are the same.
        consistency: Krippendorff's alpha between votes of one voter on one photo.
    """

    wins: dict[str, int]
    undecided: int
    open: int
    share: tuple[float, float, float] | None
    votes: int
    voters: int
    agreement: float | None
    consistency: float | None


def stand(labels: tuple[str, str], photos: Iterable[str], votes: Sequence[Vote]) -> Standing:
    """Count wins: the first three votes on a photo count, and two of them must agree."""
    from scipy.stats import binomtest

    by_photo: dict[str, list[Vote]] = {name: [] for name in photos}
    for vote in votes:
        by_photo[vote.photo].append(vote)
    wins, undecided, open_ = dict.fromkeys(labels, 0), 0, 0
    for found in by_photo.values():
        counted = Counter(vote.choice for vote in found[:NEEDED])
        winner = next((label for label in labels if counted[label] >= AGREEING), None)
        if winner is not None:
            wins[winner] += 1
        elif len(found) >= NEEDED:
            undecided += 1
        else:
            open_ += 1
    decided = sum(wins.values())
    share = None
    if decided:
        interval = binomtest(wins[labels[0]], decided).proportion_ci(LEVEL, method="wilson")
        share = wins[labels[0]] / decided, float(interval.low), float(interval.high)
    first: list[list[str]] = []
    repeated: list[list[str]] = []
    for found in by_photo.values():
        own: dict[str, list[str]] = {}
        for vote in found:
            own.setdefault(vote.voter, []).append(vote.choice)
        first.append([choices[0] for choices in own.values()])
        repeated += own.values()
    return Standing(
        wins,
        undecided,
        open_,
        share,
        len(votes),
        len({vote.voter for vote in votes}),
        krippendorff(first),
        krippendorff(repeated),
    )


def krippendorff(units: Iterable[Sequence[str]]) -> float | None:
    """Krippendorff's alpha of nominal values (Krippendorff 2004, chapter 11).

    Args:
        units: the values of each unit; units with fewer than two values do not count.

    Returns:
        1 for full agreement, 0 for agreement by chance, below 0 for disagreement; None if no unit has two values, or
        all values are the same, as chance would give them too.
    """
    pairable = [Counter(unit) for unit in units if len(unit) > 1]
    totals: Counter[str] = sum(pairable, Counter())
    number = totals.total()
    expected = number**2 - sum(count**2 for count in totals.values())
    if not expected:
        return None
    observed = sum(
        (unit.total() ** 2 - sum(count**2 for count in unit.values())) / (unit.total() - 1) for unit in pairable
    )
    return 1 - (number - 1) * observed / expected

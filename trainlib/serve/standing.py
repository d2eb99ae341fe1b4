"""What votes between two networks say: who wins, with an interval, and how far voters agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

NEEDED = 3  # votes of a photo
AGREEING = 2  # of them, for a winner
EQUAL = ""  # neither is better
LEVEL = 0.95


@dataclass(frozen=True)
class Vote:
    """One person's choice on one photo.

    Attributes:
        photo: the photo's name.
        voter: who voted.
        choice: the label of the better one, or "" for neither.
        left: the label of the one that was shown left.
    """

    photo: str
    voter: str
    choice: str
    left: str


@dataclass(frozen=True)
class Standing:
    """How two networks stand.

    Attributes:
        wins: photos that each won, by label.
        undecided: photos with enough votes and no winner.
        open: photos with fewer votes.
        share: the first network's share of the photos that were won, with its 95 % interval (Wilson 1927); None where
            none was.
        votes: how many there are.
        voters: how many people voted.
        agreement: Krippendorff's alpha between different voters; None where no photo has votes of two, or all votes
            are the same.
        consistency: the same between votes of one voter on one photo.
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
    """Who wins: a photo's first three votes count, and two of them have to agree."""
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
        units: the values that each unit got, whoever gave them; units with fewer than two say nothing.

    Returns:
        1 for full agreement, 0 for that of chance, less for disagreement; None where no unit has two values, or all
        values are the same, of which chance would make the same.
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

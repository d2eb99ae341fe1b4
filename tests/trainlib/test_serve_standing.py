"""Votes to winners, intervals and agreement, with values worked out by hand or published."""

import pytest

from trainlib.serve.standing import Vote, krippendorff, stand


def votes(photo: str, *choices: str, voters: str = "abc") -> list[Vote]:
    return [Vote(photo, voter, choice, "A") for voter, choice in zip(voters, choices, strict=True)]


def test_two_of_three_have_to_agree() -> None:
    some = [
        *votes("one", "A", "A", "B"),
        *votes("two", "B", "B", "B"),
        *votes("three", "A", "B", ""),
        *votes("four", "A", "A", voters="ab"),
        *votes("five", "B", voters="a"),
    ]
    found = stand(("A", "B"), ["one", "two", "three", "four", "five", "six"], some)
    assert found.wins == {"A": 2, "B": 1}
    assert (found.undecided, found.open, found.votes, found.voters) == (1, 2, 12, 3)
    # Wilson for 2 of 3: (2/3 + z²/6 ± z √(2/27 + z²/36)) / (1 + z²/3) with z = 1.96.
    assert found.share == pytest.approx((2 / 3, 0.2077, 0.9385), abs=1e-3)


def test_a_fourth_vote_changes_no_winner() -> None:
    found = stand(("A", "B"), ["one"], votes("one", "A", "B", "A", "B", "B", voters="abcde"))
    assert found.wins == {"A": 1, "B": 0}


def test_krippendorffs_own_example() -> None:
    """Krippendorff 2011, "Computing Krippendorff's alpha-reliability", C: nominal data of four observers, 0.743."""
    rows = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
    units = [[row[at] for row in rows if row[at] != "."] for at in range(12)]
    assert krippendorff(units) == pytest.approx(0.743, abs=5e-4)


def test_agreement_of_extremes() -> None:
    assert krippendorff([["A", "A"], ["B", "B"]]) == 1
    # Each unit split: observed 4 of 4, expected 16 - 8 of 4 · 3.
    assert krippendorff([["A", "B"], ["A", "B"]]) == pytest.approx(1 - 3 * 4 / 8)
    assert krippendorff([["A", "A"], ["A"]]) is None
    assert krippendorff([]) is None


def test_one_voter_agrees_with_themselves_alone() -> None:
    found = stand(
        ("A", "B"), ["one", "two"], [*votes("one", "A", "A", voters="aa"), *votes("two", "B", "B", voters="aa")]
    )
    assert found.agreement is None and found.consistency == 1

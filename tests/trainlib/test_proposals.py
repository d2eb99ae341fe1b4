"""The record of what mining proposes and what was decided."""

from pathlib import Path

from trainlib.records import proposals
from trainlib.records.proposals import Proposal


def test_proposals_come_back_worst_first(tmp_path: Path) -> None:
    some = [Proposal("a.jpg", "", 0.2, ("mirrored",), "a.png"), Proposal("b/c.jpg", "b", 0.7, (), "cut/c.png")]
    proposals.write(tmp_path, some)
    assert proposals.read(tmp_path) == some[::-1]


def test_lines_that_are_none_or_lead_out_are_passed_over(tmp_path: Path) -> None:
    good = '{"photo": "a.jpg", "group": "", "score": 1, "reasons": [], "cutout": "a.png"}\n'
    bad = [
        good.replace("a.jpg", "../a.jpg"),
        good.replace("a.png", "/etc/passwd"),
        good.replace("a.jpg", "..\\\\a.jpg"),
        good.replace("1,", '"high",'),
        "[1]\n",
        "not json\n",
        good[:30],
    ]
    (tmp_path / proposals.PROPOSALS).write_text("".join([*bad[:6], good, bad[6]]))
    assert [one.photo for one in proposals.read(tmp_path)] == ["a.jpg"]


def test_the_last_decision_counts_and_can_be_taken_back(tmp_path: Path) -> None:
    assert proposals.read_decisions(tmp_path) == {}
    for photo, verdict in (("a", "accept"), ("b", "reject"), ("a", "handwork"), ("b", "open")):
        proposals.decide(tmp_path, photo, verdict)  # type: ignore[arg-type]
    with (tmp_path / proposals.DECISIONS).open("a") as file:
        file.write('{"photo": "c", "verdict": "burn"}\n{"photo": "d", "ver')
    assert proposals.read_decisions(tmp_path) == {"a": "handwork"}

"""Lines that many processes append to: what is no entry is counted and left out."""

from pathlib import Path

from blender_addon.dataset.given_up import given_up, note_given_up
from blender_addon.dataset.lines import read_lines


def test_numbers_that_no_sample_has_are_torn_lines(tmp_path: Path) -> None:
    path = tmp_path / "index.jsonl"
    path.write_text('{"id": 3}\n{"id": -1}\n{"id": 1' + "0" * 400 + '}\n{"id": true}\n{"id": "3"}\n{"id"')
    assert read_lines(path) == ([{"id": 3}], 5)


def test_a_number_that_is_no_file_name_is_no_sample_given_up(tmp_path: Path) -> None:
    note_given_up(tmp_path, 5, "burnt")
    note_given_up(tmp_path, 10**400, "burnt")
    assert given_up(tmp_path) == {5: "burnt"}

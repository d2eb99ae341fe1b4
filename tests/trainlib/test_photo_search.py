"""Which photos a folder holds, and what their results are called."""

from pathlib import Path

import pytest

from trainlib.images.errors import PhotoError
from trainlib.inference.photo_search import find_photos


def test_names_never_meet(tmp_path: Path) -> None:
    for name in (
        "a.jpg",
        "A.PNG",
        "a.jpg.png",
        "b.webp",
        "ü.jpg",
        "u\u0308.png",
        ".a.jpg",
        "readme.txt",
        "c.heic",
    ):
        (tmp_path / name).write_bytes(b"")
    search = find_photos(tmp_path)
    names = [photo.name.casefold() for photo in search.photos]
    assert len(set(names)) == len(names) == 7
    by_file = {photo.path.name: photo.name for photo in search.photos}
    assert by_file["b.webp"] == "b"
    assert by_file["a.jpg.png"] == "a.jpg"
    assert by_file["A.PNG"] == "A.PNG"
    assert by_file["a.jpg"] == "a.jpg-2"
    assert {by_file["ü.jpg"], by_file["u\u0308.png"]} == {"ü.jpg", "u\u0308.png"}
    assert search.others == [".a.jpg", "readme.txt"]


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(PhotoError, match="no such file or folder; give"):
        find_photos(tmp_path / "absent")
    (tmp_path / "photos" / "summer").mkdir(parents=True)
    with pytest.raises(PhotoError, match=r"did you mean .*/photos/summer\?\)"):
        find_photos(tmp_path / "photo" / "summer")
    with pytest.raises(PhotoError, match=r"did you mean .*/photos/summer\?\)"):
        find_photos(tmp_path / "photos" / "sumer")


def test_long_names_leave_room_for_the_results(tmp_path: Path) -> None:
    long = ["L" * 251 + ".jpg", "L" * 250 + "M.jpg", "写" * 83 + ".jpg"]
    for name in long:
        (tmp_path / name).write_bytes(b"")
    names = [photo.name for photo in find_photos(tmp_path).photos]
    assert len(set(names)) == 3
    for name in names:
        (tmp_path / f"{name}.packshot.png").write_bytes(b"")
    assert find_photos(tmp_path / long[0]).photos[0].name == names[0]


def test_folders_that_are_passed_over_are_named(tmp_path: Path) -> None:
    for folder in ("kept", "results", ".trash"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.jpg").write_bytes(b"")
    (tmp_path / "results" / "predictions.jsonl").write_text("")
    (tmp_path / "link").symlink_to(tmp_path / "kept")
    search = find_photos(tmp_path, recursive=True)
    assert [photo.source for photo in search.photos] == ["kept/a.jpg"]
    assert search.passed == [
        ".trash (hidden)",
        "link (a link; give --photos the folder itself)",
        "results (results of predict)",
    ]
    assert find_photos(tmp_path).passed == []

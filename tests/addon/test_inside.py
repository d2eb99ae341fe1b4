"""Paths that stay in their folder."""

from __future__ import annotations

from pathlib import Path

from blender_addon.library.inside import is_inside


def test_inside_follows_dots_and_not_links(tmp_path: Path) -> None:
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "more").symlink_to(tmp_path)
    assert is_inside(tmp_path / "library" / "a" / ".." / "b.png", tmp_path / "library")
    assert is_inside(tmp_path / "library" / "more" / "b.png", tmp_path / "library")
    assert not is_inside(tmp_path / "library" / ".." / "b.png", tmp_path / "library")
    assert not is_inside(tmp_path / "library2" / "b.png", tmp_path / "library")

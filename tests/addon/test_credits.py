"""Who made the assets."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_library import touch

from blender_addon.library.credits import LibraryError
from blender_addon.library.scan import scan_library


def test_credits_nearest_first(tmp_path: Path) -> None:
    touch(tmp_path, "kit/mug.glb", "kit/cup.glb", "sofa_03.glb", "bare/x.glb")
    (tmp_path / "credits.toml").write_text(
        '[default]\nlicence = "CC0-1.0"\nsource = "https://a.example"\n[assets.sofa_03]\nauthor = "Ann"\n'
    )
    (tmp_path / "kit" / "assets.json").write_text(
        '{"default": {"author": "Kit"}, "assets": {"mug": {"author": "Bob", "licence": "CC-BY-4.0"}}}'
    )
    library, warnings = scan_library(products=tmp_path)
    found = {a.id: (a.author, a.licence, a.source) for a in library.products}
    assert found == {
        "model/mug": ("Bob", "CC-BY-4.0", "https://a.example"),
        "model/cup": ("Kit", "CC0-1.0", "https://a.example"),
        "model/sofa_03": ("Ann", "CC0-1.0", "https://a.example"),
        "model/x": ("unknown", "CC0-1.0", "https://a.example"),
    }
    assert warnings == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[default", "cannot read the credits"),
        ('[default]\nlicense = "x"', "default.license is not a key; did you mean 'licence'?"),
        ("[assets.a]\nauthor = 3", "a.author is 3, expected a text"),
        ("assets = 3", "assets: expected a table for each asset"),
        ("[others]", "expected the tables"),
    ],
)
def test_broken_credits_are_told(tmp_path: Path, text: str, message: str) -> None:
    touch(tmp_path, "a.glb")
    (tmp_path / "credits.toml").write_text(text)
    with pytest.raises(LibraryError) as caught:
        scan_library(products=tmp_path)
    assert str(caught.value).startswith(f"{tmp_path / 'credits.toml'}: ")
    assert message in str(caught.value) and "\n" not in str(caught.value)

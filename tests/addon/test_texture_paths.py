"""Textures as other systems name them: found inside the folder, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from blender_addon.library.obj_file import obj_materials
from blender_addon.library.texture_paths import find_texture


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    top = tmp_path / "products"
    for name in ("box/box.obj", "box/tex/Label.PNG", "box/side.png", "box/textures/top.jpg", "shared.png"):
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(b"x")
    (tmp_path / "secret.png").write_bytes(b"x")
    return top


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ("side.png", "box/side.png"),
        ("tex\\label.png", "box/tex/Label.PNG"),
        (".\\tex\\LABEL.png", "box/tex/Label.PNG"),
        ("TEX/label.png", "box/tex/Label.PNG"),
        ("C:\\Users\\me\\side.png", "box/side.png"),
        ("/home/me/art/top.jpg", "box/textures/top.jpg"),
        ("..\\shared.png", "shared.png"),
        ("../../secret.png", None),
        ("..\\..\\secret.png", None),
        ("gone.png", None),
        ('"tex\\label.png"', "box/tex/Label.PNG"),
        ("tex/%4Cabel.png", "box/tex/Label.PNG"),
        ("", None),
    ],
)
def test_found_as_it_was_meant(folder: Path, named: str, found: str | None) -> None:
    path = find_texture(named, folder / "box" / "box.obj", folder)
    assert (path.resolve() if path else None) == ((folder / found).resolve() if found else None)


def test_two_names_that_differ_by_case_alone_are_not_guessed(folder: Path) -> None:
    (folder / "box" / "SIDE.png").write_bytes(b"y")
    assert find_texture("Side.PNG", folder / "box" / "box.obj", folder) is None


def test_an_objs_materials_are_held_against_its_mtl(folder: Path) -> None:
    obj, mtl = folder / "box" / "box.obj", folder / "box" / "my paint.mtl"
    mtl.write_text("newmtl red\nKd 1 0 0\nnorm -bm 1 bumps.png\nmap_Kd side.png\nnewmtl blue\n")
    obj.write_text("mtllib my paint.mtl\nusemtl red\nf 1 2 3\nusemtl green\nf 1 2 3\n")
    found = obj_materials(obj, folder)
    assert found.lost == ("green",)
    assert found.warnings == (
        "no .mtl describes the material green",
        "the texture bumps.png is not read: Blender has no use for norm",
    )
    mtl.write_text("newmtl red\nnewmtl green\nmap_kd side.png\n")
    assert obj_materials(obj, folder).warnings == ("the texture side.png is not read: Blender has no use for map_kd",)
    mtl.write_text("newmtl red\n")
    assert obj_materials(obj, folder).warnings == ("no .mtl describes the material green",)
    mtl.unlink()
    found = obj_materials(obj, folder)
    assert found.lost == ("green", "red")
    assert found.warnings == ("the material file my paint.mtl is missing, and its colours and textures",)
    obj.write_text(f" usemtl {'x' * 70}\n")
    assert obj_materials(obj, folder).lost == ("x" * 63,)
    obj.write_text("f 1 2 3\n")
    assert obj_materials(obj, folder) == type(found)((), ())

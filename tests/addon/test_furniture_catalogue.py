"""Sweet Home 3D's libraries: what they offer, what is left out by name, and nothing read from outside."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from tiny_models import WHOLE

from blender_addon.library import packages
from blender_addon.library.asset import Asset
from blender_addon.library.credits import LibraryError
from blender_addon.library.packages import PackageError, package_files, read_file, unpacked
from blender_addon.library.scan import scan_library
from blender_addon.recipe.draw import draw
from blender_addon.spec import DatasetSpec, ProductSpec

DEBIAN = Path("/usr/share/sweethome3d/furniture")
OBJ = WHOLE[".obj"]
HEAD = "id=x\nname=Lib\nlicense=Creative Commons Attribution 3.0\nprovider=example.org\n"


def piece(number: int, **changes: str) -> str:
    keys = {
        "id": f"Lib#p{number}",
        "name": "Coffee cup",
        "category": "Kitchen",
        "model": f"/m/p{number}/p.obj",
        "width": "10",
        "depth": "8.5",
        "height": "12",
        "creator": "Ada",
        **changes,
    }
    return "".join(f"{key}#{number}={value}\n" for key, value in keys.items())


def sh3f(path: Path, text: str, files: dict[str, bytes] | None = None) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("PluginFurnitureCatalog.properties", HEAD + text)
        for name, data in (files if files is not None else {"m/p1/p.obj": OBJ, "m/p1/p.mtl": b""}).items():
            archive.writestr(name, data)
    return path


def products(path: Path) -> tuple[tuple[Asset, ...], list[str]]:
    library, warnings = scan_library(products=path)
    return library.products, warnings


@pytest.mark.parametrize("given", ["file", "folder", "unpacked", "below"])
def test_a_piece_is_a_product(tmp_path: Path, given: str) -> None:
    package = sh3f(tmp_path / "lib.sh3f", piece(1, modelRotation="1 0 0 0 0 1 0 -1 0"))
    at = tmp_path if given == "folder" else package
    if given in ("unpacked", "below"):
        at = tmp_path / "set"
        home = at if given == "unpacked" else at / "deep"
        with zipfile.ZipFile(package) as archive:
            archive.extractall(home)
    ((asset,), _) = products(at)
    assert (asset.id, asset.category, asset.author) == ("model/Lib_p1", "coffee cup", "Ada")
    assert (asset.licence, asset.source) == ("CC-BY-3.0", "example.org, Lib")
    assert asset.size_m == (0.10, 0.085, 0.12)
    assert asset.rotation == (1, 0, 0, 0, 0, 1, 0, -1, 0)
    if given in ("file", "folder"):
        assert (asset.path, asset.part) == (package, "m/p1/p.obj")
    else:
        assert asset.path is not None and asset.path.read_bytes() == OBJ and asset.part == ""


def test_a_catalogue_beside_plain_models_and_credits(tmp_path: Path) -> None:
    sh3f(tmp_path / "lib.sh3f", piece(1, creator=""))
    (tmp_path / "mug.obj").write_bytes(OBJ)
    (tmp_path / "credits.toml").write_text('[default]\nauthor = "Bo"\nlicence = "CC0-1.0"\n', encoding="utf-8")
    found, _ = products(tmp_path)
    assert [(a.id, a.author, a.licence) for a in found] == [
        ("model/Lib_p1", "Bo", "CC-BY-3.0"),
        ("model/mug", "Bo", "CC0-1.0"),
    ]


def test_several_places_are_one_library(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "mug.obj").write_bytes(OBJ)
        (tmp_path / name / f"own_{name}.obj").write_bytes(OBJ)
    package = sh3f(tmp_path / "lib.sh3f", piece(1))
    library, warnings = scan_library(products=[tmp_path / "a", tmp_path / "b", package])
    assert [a.id for a in library.products] == ["model/Lib_p1", "model/mug", "model/own_a", "model/own_b"]
    assert library.get("model/mug").path == tmp_path / "a/mug.obj"
    assert f"{tmp_path}/b: model/mug left out: an asset of another folder has the same id" in warnings


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"doorOrWindow": "true"}, "doors, windows or stairs"),
        ({"category": "Doors and windows"}, "doors, windows or stairs"),
        ({"staircaseCutOutShape": "M0,0 v1"}, "doors, windows or stairs"),
        ({"category": "Characters"}, "people or animals"),
        ({"tags": "Human, Woman"}, "people or animals"),
        ({"name": "Square type A plug"}, "sockets or switches"),
        ({"width": "1200"}, "longer than 6 m"),
        ({"width": "500", "height": "1"}, "painted on a road"),
        ({"model": "/m/p1/p.dae"}, "of a format that is not read (.dae)"),
    ],
)
def test_what_is_no_product_is_counted_in_one_line(tmp_path: Path, changes: dict[str, str], why: str) -> None:
    text = piece(1, **changes) + piece(2) + piece(3, **{**changes, "model": changes.get("model", "/m/p3/p.obj")})
    models = {f"m/p{n}/p.{e}": OBJ for n in (1, 2, 3) for e in ("obj", "dae")}
    found, warnings = products(sh3f(tmp_path / "lib.sh3f", text, models))
    assert [a.id for a in found] == ["model/Lib_p2"]
    assert [w for w in warnings if why in w] == [f"{tmp_path}/lib.sh3f: 1 products; 2 pieces are none: 2 {why}"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"model": ""}, "no model"),
        ({"model": "/m/../../../etc/passwd"}, "does not lie in the package"),
        ({"model": "../p.obj"}, "does not lie in the package"),
        ({"model": "%2e%2e/p.obj"}, "does not lie in the package"),
        ({"model": "http://example.org/p.obj"}, "does not lie in the package"),
        ({"model": "C:\\\\p.obj"}, "does not lie in the package"),
        ({"model": "/m/none.obj"}, "is not there"),
        ({"model": "/m/empty/p.obj"}, "is empty"),
        ({"model": "/m/p1/p.obj"}, "shows the model of Lib#p1 again"),
        ({"id": "Lib#p1"}, "another piece has this id"),
        ({"width": "wide"}, "no number of centimetres"),
        ({"width": "nan"}, "no number of centimetres"),
        ({"height": "-5"}, "no number of centimetres"),
        ({"width": "0", "depth": "0", "height": "0"}, "no size"),
        ({"modelRotation": "1 0 0"}, "no rotation"),
        ({"modelRotation": "2 0 0 0 2 0 0 0 2"}, "no rotation"),
        ({"modelRotation": "-1 0 0 0 1 0 0 0 1"}, "no rotation"),
        ({"modelRotation": "nan 0 0 0 1 0 0 0 1"}, "no rotation"),
    ],
)
def test_a_broken_piece_is_left_out_by_name(tmp_path: Path, changes: dict[str, str], why: str) -> None:
    models = {"m/p1/p.obj": OBJ, "m/p2/p.obj": OBJ, "m/empty/p.obj": b""}
    found, warnings = products(sh3f(tmp_path / "lib.sh3f", piece(1) + piece(2, **changes), models))
    assert [a.id for a in found] == ["model/Lib_p1"]
    (line,) = [text for text in warnings if "left out" in text]
    assert why in line and changes.get("id", "Lib#p2") in line


def test_a_broken_package_is_left_out_and_alone_an_error(tmp_path: Path) -> None:
    (tmp_path / "bad.sh3f").write_bytes(b"PK\x03\x04 not a zip")
    with pytest.raises(LibraryError, match=r"bad\.sh3f: cannot be read"):
        scan_library(products=tmp_path)
    with zipfile.ZipFile(tmp_path / "empty.sh3f", "w") as archive:
        archive.writestr("readme.txt", "hello")
    (tmp_path / "mug.obj").write_bytes(OBJ)
    found, warnings = products(tmp_path)
    assert [a.id for a in found] == ["model/mug"]
    assert any("bad.sh3f" in text for text in warnings)
    assert any("empty.sh3f: there is no PluginFurnitureCatalog.properties" in text for text in warnings)


def test_nothing_is_unpacked_from_or_to_outside(tmp_path: Path) -> None:
    package = sh3f(tmp_path / "lib.sh3f", piece(1), {"m/p1/p.obj": OBJ, "m/p1/sub/t.png": b"png", "m/p2/q.obj": OBJ})
    with zipfile.ZipFile(package, "a") as archive:
        for name in ("../out.txt", "/abs.txt", "m/p1/../../../out.txt", "m/p1\\..\\out.txt"):
            archive.writestr(name, "evil")
        link = zipfile.ZipInfo("m/p1/link.png")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert not any("out" in name or "abs" in name or "link" in name for name in package_files(package))
    with unpacked(package, "m/p1/p.obj") as model:
        top = model.parents[2]
        assert sorted(p.relative_to(top).as_posix() for p in top.rglob("*") if p.is_file()) == [
            "m/p1/p.obj",
            "m/p1/sub/t.png",
        ]
        assert model.read_bytes() == OBJ
    assert not top.exists()
    assert not list(tmp_path.rglob("out.txt"))


def test_links_of_an_unpacked_folder_are_not_followed(tmp_path: Path) -> None:
    home = tmp_path / "set"
    (home / "m/p1").mkdir(parents=True)
    (tmp_path / "secret.obj").write_bytes(OBJ)
    (home / "PluginFurnitureCatalog.properties").write_text(HEAD + piece(1), encoding="latin-1")
    (home / "m/p1/p.obj").symlink_to(tmp_path / "secret.obj")
    with pytest.raises(LibraryError, match=r"p\.obj is not there"):
        scan_library(products=home)


def test_sizes_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = sh3f(tmp_path / "lib.sh3f", piece(1), {"m/p1/p.obj": OBJ, "m/p1/bomb.png": bytes(2_000_000)})
    assert package.stat().st_size < 10_000
    with pytest.raises(PackageError, match="more than 100 bytes"):
        read_file(package, "m/p1/bomb.png", 100)
    monkeypatch.setattr(packages, "MOST_MODEL_BYTES", 1_000_000)
    with pytest.raises(PackageError, match="needs more than"), unpacked(package, "m/p1/p.obj"):
        pass
    monkeypatch.setattr(packages, "MOST_FILES", 1)
    with pytest.raises(PackageError, match="more than 1 files"):
        package_files(package)


def test_damaged_bytes_are_told_when_unpacked(tmp_path: Path) -> None:
    package = sh3f(tmp_path / "lib.sh3f", piece(1), {"m/p1/p.obj": OBJ * 50})
    data = bytearray(package.read_bytes())
    start = data.index(b"m/p1/p.obj") + 12
    data[start : start + 8] = bytes(8)
    package.write_bytes(data)
    with pytest.raises(PackageError, match=r"m/p1/p\.obj cannot be unpacked"), unpacked(package, "m/p1/p.obj"):
        pass


def test_the_recipe_holds_the_catalogues_size(tmp_path: Path) -> None:
    turned = "0 0 1 0 1 0 -1 0 0"
    package = sh3f(tmp_path / "lib.sh3f", piece(1, width="180", modelRotation=turned))
    library, _ = scan_library(products=package)
    spec = DatasetSpec(product=ProductSpec(library_share=1.0))
    plan = next(r.product for n in range(40) if (r := draw(spec, library, n)).product.family is None)
    assert plan.size_m == (1.8, 0.085, 0.12)
    assert plan.longest_m == 1.8
    assert plan.rotation == tuple(float(word) for word in turned.split())


@pytest.mark.skipif(not DEBIAN.is_dir(), reason="Debian's sweethome3d-furniture is not installed")
def test_debians_libraries() -> None:
    found, warnings = products(DEBIAN)
    assert len(found) > 650
    assert not [text for text in warnings if "left out" in text]
    assert {a.licence for a in found} == {"Public domain", "CC-BY-3.0", "CC-BY-3.0-US"}
    assert all(a.author != "unknown" and a.size_m and 0.01 < max(a.size_m) <= 6.0 for a in found)
    assert len({a.part for a in found}) == len(found)
    assert any(a.category == "teddy bear" for a in found)

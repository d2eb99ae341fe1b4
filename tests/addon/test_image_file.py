"""Images that cannot be used are known by their headers and ends, and left out by name before anything is rendered."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from tiny_images import WHOLE, exr, jpeg, png, radiance, tiff, webp, write_images

from blender_addon.library.credits import LibraryError
from blender_addon.library.image_file import HDR_FORMATS, image_fault, misnamed
from blender_addon.library.scan import scan_library

DEEP, MULTI_PART, LONG_NAMES = 1 << 11, 1 << 12, 1 << 10
ONE = (1, 1)


def _fault(tmp_path: Path, data: bytes, name: str = "a.exr") -> str:
    path = tmp_path / name
    path.write_bytes(data)
    return image_fault(path)


@pytest.mark.parametrize("ending", sorted(WHOLE))
def test_whole_files_pass_and_short_ones_do_not(tmp_path: Path, ending: str) -> None:
    data = WHOLE[ending]
    assert _fault(tmp_path, data, f"whole{ending}") == ""
    assert misnamed(tmp_path / f"whole{ending}") == ""
    assert _fault(tmp_path, b"", f"empty{ending}") == "the file is empty"
    for length in range(1, len(data) - 1):  # a last byte of padding may be left off a WebP
        assert _fault(tmp_path, data[:length], f"cut{ending}"), f"{length} of {len(data)} bytes"
    assert _fault(tmp_path, data[:-2], f"cut{ending}") == "it is cut short"


def test_what_follows_a_whole_image_does_no_harm(tmp_path: Path) -> None:
    for ending, data in WHOLE.items():
        assert _fault(tmp_path, data + b"trailer" * 20, f"a{ending}") == ""


def test_text_is_no_image(tmp_path: Path) -> None:
    assert _fault(tmp_path, b"<html>404 Not Found</html>" * 9, "a.jpg").startswith("it is not an image")
    assert image_fault(tmp_path / "gone.jpg") == "it cannot be read: No such file or directory"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (exr(flags=DEEP), "it is a deep EXR"),
        (exr(flags=MULTI_PART), "it is an EXR of several parts"),
        (exr(flags=DEEP | MULTI_PART), "it is a deep EXR"),
        (exr({"Combined.B": ONE, "Combined.G": ONE, "Combined.R": ONE}), "its channels are in layers (Combined.B)"),
        (exr({"B": ONE, "G": ONE, "R": ONE, "diffuse.R": ONE}), "its channels are in layers (diffuse.R)"),
        (exr({"Z": ONE}), "its channels are Z; expected R, G, B"),
        (exr({"B": ONE, "G": ONE}), "its channels are B, G; expected R, G, B"),
        (exr({}), "its channels are none; expected R, G, B"),
        (exr({"BY": (2, 2), "RY": (2, 2), "Y": ONE}), "its colour is stored at half resolution"),
        (exr(lines=0), "it has no pixels"),
        (exr().replace(b"chlist\0", b"chlist\0\xff\xff\xff"), "its EXR header is broken or cut short"),
        (
            exr().replace(b"compression\0compression\0\1\0\0\0\0", b"compression\0compression\0\1\0\0\0\x63"),
            "number 99",
        ),
    ],
)
def test_exr_files_that_blender_misreads(tmp_path: Path, data: bytes, told: str) -> None:
    assert told in _fault(tmp_path, data)


@pytest.mark.parametrize(
    "channels",
    [
        {"A": ONE, "B": ONE, "G": ONE, "R": ONE},
        {"B": ONE, "G": ONE, "R": ONE, "Z": ONE, "mask": ONE},
        {"Y": ONE},
        {"R": ONE},
    ],
)
def test_exr_files_that_blender_reads(tmp_path: Path, channels: dict[str, tuple[int, int]]) -> None:
    assert _fault(tmp_path, exr(channels)) == "" and _fault(tmp_path, exr(channels, LONG_NAMES)) == ""


def test_an_exr_whose_writer_died_has_an_empty_table(tmp_path: Path) -> None:
    data = exr()
    table = data.index(struct.pack("<ii", 0, 24)) - 8 * 4
    unfinished = data[: table + 24] + b"\0" * 8 + data[table + 32 :]
    assert "did not finish" in _fault(tmp_path, unfinished)


def test_a_radiance_file_has_a_mark_for_each_line(tmp_path: Path) -> None:
    data = radiance(40, 16)
    assert _fault(tmp_path, data[: len(data) // 2], "a.hdr") == "it is cut short"
    flat = b"#?RGBE\n\n-Y 2 +X 4\n" + b"\x80" * 32  # too narrow for runs
    assert _fault(tmp_path, flat, "a.hdr") == ""
    assert _fault(tmp_path, b"#?RADIANCE\nEXPOSURE=1\n" + b"\n-Y x +X 4\n", "a.hdr") == "it is cut short"


def test_the_end_mark_of_a_photos_small_picture_is_not_the_photos_own(tmp_path: Path) -> None:
    assert b"\xff\xd9" in jpeg()[:-2] and _fault(tmp_path, jpeg()[:-2], "a.jpg") == "it is cut short"
    filled = jpeg().replace(b"\xff\xe1", b"\xff\xff\xff\xe1")
    assert _fault(tmp_path, filled, "a.jpg") == ""


def test_both_byte_orders_of_tiff(tmp_path: Path) -> None:
    for order in "<>":
        assert _fault(tmp_path, tiff(order), "a.tif") == ""
        assert _fault(tmp_path, tiff(order)[:-1], "a.tif") == "it is cut short"


def test_an_hdri_is_no_jpeg_whatever_it_is_called(tmp_path: Path) -> None:
    path = tmp_path / "sky.exr"
    path.write_bytes(jpeg())
    assert image_fault(path, HDR_FORMATS) == "it is a JPEG image, expected OpenEXR or Radiance"
    path.write_bytes(radiance())
    assert image_fault(path, HDR_FORMATS) == ""


def test_broken_hdris_are_left_out_by_name(tmp_path: Path) -> None:
    write_images(tmp_path, "b/sky.hdr", "good.exr")
    (tmp_path / "a").mkdir()
    (tmp_path / "a/sky.hdr").touch()
    (tmp_path / "photo.exr").write_bytes(jpeg())
    (tmp_path / "parts.exr").write_bytes(exr(flags=MULTI_PART))
    library, warnings = scan_library(hdris=tmp_path)
    assert [asset.id for asset in library.hdris] == ["hdri/b_sky", "hdri/good"]
    told = [text for text in warnings if "left out" in text]
    assert told[0] == f"{tmp_path / 'a/sky.hdr'}: left out: the file is empty"
    assert [text.split(":")[0] for text in told] == [str(tmp_path / n) for n in ("a/sky.hdr", "parts.exr", "photo.exr")]
    write_images(tmp_path, "a/sky.hdr")  # fixed: no other asset gets another name
    assert [asset.id for asset in scan_library(hdris=tmp_path)[0].hdris] == ["hdri/a_sky", "hdri/b_sky", "hdri/good"]


def test_no_usable_hdri_is_an_error_up_front(tmp_path: Path) -> None:
    (tmp_path / "sky.exr").touch()
    with pytest.raises(LibraryError, match=r"none of its 1 files can be used; the first: .*sky\.exr: left out: the fi"):
        scan_library(hdris=tmp_path)


def test_a_broken_map_is_left_out_of_its_set_and_a_broken_colour_takes_the_set(tmp_path: Path) -> None:
    write_images(tmp_path, "oak_rough_1k.png", "pine_diff_1k.jpg", "elm_diff_1k.jpg", "elm_diff_4k.jpg")
    (tmp_path / "oak_diff_1k.jpg").touch()
    (tmp_path / "pine_rough_1k.png").write_bytes(png()[:20])
    (tmp_path / "elm_diff_4k.jpg").write_bytes(jpeg()[:-2])
    library, warnings = scan_library(textures=tmp_path)
    assert {asset.id: sorted(asset.maps) for asset in library.textures} == {
        "texture/elm": ["colour"],
        "texture/pine": ["colour"],
    }
    assert library.get("texture/elm").path == tmp_path / "elm_diff_1k.jpg"  # the size that is whole
    assert [text for text in warnings if "left out" in text] == [
        f"{tmp_path / 'elm_diff_4k.jpg'}: left out: it is cut short",
        f"{tmp_path / 'oak_diff_1k.jpg'}: left out: the file is empty",
        f"{tmp_path / 'pine_rough_1k.png'}: left out: it is cut short",
    ]


def test_without_a_usable_texture_floors_and_walls_are_procedural(tmp_path: Path) -> None:
    (tmp_path / "oak_diff.png").touch()
    library, warnings = scan_library(textures=tmp_path)
    assert library.textures == ()
    assert f"{tmp_path / 'oak_diff.png'}: left out: the file is empty" in warnings
    assert any("none of its textures can be used" in text for text in warnings)


def test_a_texture_under_another_formats_ending_is_used_and_told(tmp_path: Path) -> None:
    (tmp_path / "oak_diff.exr").write_bytes(jpeg())
    (tmp_path / "oak_rough.jpg").write_bytes(webp())
    library, warnings = scan_library(textures=tmp_path)
    assert sorted(library.get("texture/oak").maps) == ["colour", "roughness"]
    told = "textures: 2 images have the ending of another format, as oak_diff.exr, which is JPEG; read as what they are"
    assert told in warnings


def test_a_broken_product_keeps_its_name_from_the_others(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "mug.stl").write_bytes(struct.pack("<80sI", b"", 1) + b"\0" * 50)
    (tmp_path / "a/mug.stl").write_bytes(b"")
    library, _ = scan_library(products=tmp_path)
    assert [asset.id for asset in library.products] == ["model/b_mug"]

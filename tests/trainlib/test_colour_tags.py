"""Photos whose colour space is told by tags and chunks, without a profile, read to sRGB that was worked out by hand.

By hand is: levels to light by the space's curve, light to XYZ by its published matrix, XYZ to linear sRGB by IEC
61966-2-1's, and its curve. What Adobe RGB, P3 and BT.2020 call sRGB's primaries is in many published tables.
"""

import importlib.util
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import ExifTags, Image, ImageCms
from PIL.PngImagePlugin import PngInfo
from PIL.TiffImagePlugin import IFDRational

from trainlib.images.errors import PhotoError
from trainlib.images.mattes import read_matte
from trainlib.images.photos import read_colours, read_photo

# Levels in Adobe RGB (1998), and the same colours in sRGB: its red, green, blue, a grey, and two in between.
# (100, 150, 200): light (.1276, .3113, .5861); XYZ (.2417, .2774, .6065); linear sRGB (.0544, .3113, .5979).
ADOBE = {
    (219, 0, 0): (255, 0, 0),
    (144, 255, 60): (0, 255, 0),
    (0, 0, 250): (0, 0, 255),
    (128, 128, 128): (129, 129, 129),
    (100, 150, 200): (66, 151, 203),
}


P3 = {(234, 51, 35): (255, 0, 0), (117, 251, 76): (3, 255, 0), (0, 0, 245): (0, 0, 255), (90, 90, 90): (90, 90, 90)}


# By Rec. ITU-R BT.2087's matrix sRGB's light (.5776, .1274, .0319) is (.4057, .1574, .0493) of BT.2020.
BT2020 = {(171, 110, 63): (200, 100, 50), (128, 128, 128): (128, 128, 128)}


ADOBE_CHROMATICITIES = (0.3127, 0.3290, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06)


def exif_of(**tags: Any) -> Image.Exif:
    """EXIF with these tags; ``dcf`` is the interoperability index."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "camera"  # without a tag of its own Pillow would leave the rest out
    for name in ("WhitePoint", "PrimaryChromaticities"):
        if name in tags:
            exif[ExifTags.Base[name]] = tuple(IFDRational(round(10000 * value), 10000) for value in tags.pop(name))
    own = exif.get_ifd(ExifTags.IFD.Exif)
    if "dcf" in tags:
        own[ExifTags.IFD.Interop] = {ExifTags.Interop.InteropIndex: tags.pop("dcf")}
    for name, value in tags.items():
        own[ExifTags.Base[name]] = value
    return exif


def row(colours: dict[tuple[int, ...], tuple[int, ...]]) -> Image.Image:
    return Image.fromarray(np.array([list(colours)], np.uint8).repeat(8, 0).repeat(8, 1))


def check(path: Path, expected: dict[tuple[int, ...], tuple[int, ...]], tolerance: int = 1) -> None:
    found = read_photo(path)[4, 4::8].astype(int)
    assert np.abs(found - list(expected.values())).max() <= tolerance, found.tolist()


def as_it_is(colours: dict[tuple[int, ...], tuple[int, ...]]) -> dict[tuple[int, ...], tuple[int, ...]]:
    return {colour: colour for colour in colours}


def with_chunk(path: Path, kind: bytes, body: bytes) -> None:
    """Put a chunk behind a PNG's header."""
    content = path.read_bytes()
    chunk = struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    path.write_bytes(content[:33] + chunk + content[33:])


def test_adobe_rgb_of_a_cameras_tiff(tmp_path: Path) -> None:
    # Pillow writes no interoperability index into a TIFF, but EXIF is one, and needs the picture's tags alone.
    image = row(ADOBE)
    exif = exif_of(ColorSpace=65535, dcf="R03")
    pixels = image.tobytes()
    tags = {256: image.width, 257: image.height, 258: (8, 8, 8), 259: 1, 262: 2, 277: 3, 278: image.height, 284: 1}
    for tag, value in (tags | {273: 0, 279: len(pixels)}).items():
        exif[tag] = value  # where the strip lies Pillow counts from the end of the tags
    (tmp_path / "a.tif").write_bytes(exif.tobytes().removeprefix(b"Exif\0\0") + pixels)
    check(tmp_path / "a.tif", ADOBE)


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp"])
def test_adobe_rgb_that_a_camera_tells_by_exif_alone(tmp_path: Path, name: str) -> None:
    options: dict[str, Any] = {"quality": 100, "subsampling": 0} if name == "a.jpg" else {}
    options |= {"lossless": True} if name == "a.webp" else {}
    row(ADOBE).save(tmp_path / name, exif=exif_of(ColorSpace=65535, dcf="R03"), **options)
    check(tmp_path / name, ADOBE, 3 if name == "a.jpg" else 1)


@pytest.mark.parametrize("tags", [{"ColorSpace": 2}, {"dcf": "R03"}, {"ColorSpace": 65535, "dcf": "R03", "Gamma": 2.2}])
def test_other_ways_in_which_cameras_tell_adobe_rgb(tmp_path: Path, tags: dict[str, Any]) -> None:
    row(ADOBE).save(tmp_path / "a.png", exif=exif_of(**tags))
    check(tmp_path / "a.png", ADOBE)


def test_white_point_and_primaries(tmp_path: Path) -> None:
    white, primaries = ADOBE_CHROMATICITIES[:2], ADOBE_CHROMATICITIES[2:]
    for gamma in ({}, {"Gamma": IFDRational(22, 10)}):
        exif = exif_of(WhitePoint=white, PrimaryChromaticities=primaries, ColorSpace=65535, **gamma)
        for name in ("a.tif", "a.png"):
            row(ADOBE).save(tmp_path / name, exif=exif)
            check(tmp_path / name, ADOBE)


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"ColorSpace": 1},
        {"ColorSpace": 1, "dcf": "R03"},
        {"ColorSpace": 65535},
        {"ColorSpace": 65535, "dcf": "R98"},
        {"ColorSpace": 65535, "Gamma": 2.2},
        {"ColorSpace": 65535, "Gamma": 0},
        {
            "ColorSpace": 65535,
            "WhitePoint": (0.3127, 0.329),
            "PrimaryChromaticities": (0.64, 0.33, 0.3, 0.6, 0.15, 0.06),
        },
        {"ColorSpace": 65535, "WhitePoint": (0.3127, 0), "PrimaryChromaticities": (0.64, 0.33, 0.21, 0.71, 0.15, 0.06)},
        {"ColorSpace": 65535, "WhitePoint": (0.3127, 0.329), "PrimaryChromaticities": (0.3, 0.3, 0.3, 0.3, 0.3, 0.3)},
    ],
)
def test_srgb_and_what_says_nothing_stay_as_they_are(tmp_path: Path, tags: dict[str, Any]) -> None:
    row(ADOBE).save(tmp_path / "a.png", exif=exif_of(**tags))
    check(tmp_path / "a.png", as_it_is(ADOBE), 0)


def test_a_profile_outranks_exif(tmp_path: Path) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    row(ADOBE).save(tmp_path / "a.png", exif=exif_of(ColorSpace=65535, dcf="R03"), icc_profile=srgb)
    check(tmp_path / "a.png", as_it_is(ADOBE))
    row(ADOBE).save(tmp_path / "b.png", exif=exif_of(ColorSpace=65535, dcf="R03"), icc_profile=b"junk")
    check(tmp_path / "b.png", ADOBE)


def test_wide_gamut_and_gamma_by_exif(tmp_path: Path) -> None:
    # A grey of 100: 0.1276 of the light, sRGB 100 again, under any white.
    row({(100, 100, 100): (0, 0, 0)}).save(tmp_path / "grey.png", exif=exif_of(ColorSpace=0xFFFD))
    check(tmp_path / "grey.png", {(100, 100, 100): (100, 100, 100)}, 0)
    # (100, 150, 100): light (.1276, .3113, .1276); XYZ of D50 (.1416, .2608, .1148), of D65 (.1366, .2618, .1491);
    # linear sRGB (-.0343, .3649, .1118).
    row({(100, 150, 100): (0, 0, 0)}).save(tmp_path / "green.png", exif=exif_of(ColorSpace=0xFFFD))
    check(tmp_path / "green.png", {(100, 150, 100): (0, 163, 94)}, 1)
    # Linear light of 55 / 255 is 0.2157, sRGB 128.
    row({(55, 55, 0): (0, 0, 0)}).save(tmp_path / "linear.png", exif=exif_of(ColorSpace=65535, Gamma=1.0))
    check(tmp_path / "linear.png", {(55, 55, 0): (128, 128, 0)})


def test_pngs_gamma_and_chromaticities(tmp_path: Path) -> None:
    numbers = struct.pack(">8I", *(round(100000 * value) for value in ADOBE_CHROMATICITIES))
    row(ADOBE).save(tmp_path / "adobe.png")
    with_chunk(tmp_path / "adobe.png", b"cHRM", numbers)
    with_chunk(tmp_path / "adobe.png", b"gAMA", struct.pack(">I", 45455))
    check(tmp_path / "adobe.png", ADOBE)
    with_chunk(tmp_path / "adobe.png", b"sRGB", b"\0")
    check(tmp_path / "adobe.png", as_it_is(ADOBE), 0)
    for gamma, expected in ((100000, 128), (45455, 55), (0, 55)):
        Image.new("L", (9, 9), 55).save(tmp_path / "grey.png")
        with_chunk(tmp_path / "grey.png", b"gAMA", struct.pack(">I", gamma))
        check(tmp_path / "grey.png", {(0,): (expected,) * 3}, 0)
    info = PngInfo()
    info.add(b"gAMA", struct.pack(">I", 45455))
    row(ADOBE).save(tmp_path / "both.png", pnginfo=info, exif=exif_of(ColorSpace=65535, dcf="R03"))
    check(tmp_path / "both.png", as_it_is(ADOBE), 0)


def test_pngs_code_points_outrank_all_else(tmp_path: Path) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for colours, primaries in ((P3, 12), (BT2020, 9)):
        row(colours).save(tmp_path / "a.png", icc_profile=srgb)
        with_chunk(tmp_path / "a.png", b"cICP", bytes([primaries, 13, 0, 1]))
        check(tmp_path / "a.png", colours)
    row(P3).save(tmp_path / "srgb.png", exif=exif_of(ColorSpace=65535, dcf="R03"))
    with_chunk(tmp_path / "srgb.png", b"cICP", bytes([1, 13, 0, 1]))
    check(tmp_path / "srgb.png", as_it_is(P3), 0)
    row(P3).save(tmp_path / "short.png")
    with_chunk(tmp_path / "short.png", b"cICP", bytes([12, 13]))
    check(tmp_path / "short.png", as_it_is(P3), 0)


@pytest.mark.parametrize(("transfer", "name"), [(16, "PQ"), (18, "HLG")])
def test_hdr_is_refused_rather_than_read_wrongly(tmp_path: Path, transfer: int, name: str) -> None:
    row(P3).save(tmp_path / "hdr.png")
    with_chunk(tmp_path / "hdr.png", b"cICP", bytes([9, transfer, 0, 1]))
    with pytest.raises(PhotoError, match=rf"holds HDR \({name}\); save the photo as SDR"):
        read_photo(tmp_path / "hdr.png")


def test_heics_code_points(tmp_path: Path) -> None:
    if importlib.util.find_spec("pillow_heif") is None and importlib.util.find_spec("pi_heif") is None:
        pytest.skip("neither pi-heif nor pillow-heif is installed")
    from test_photos import HEIC

    place = HEIC.index(b"nclx") + 5
    told = bytearray(HEIC)
    told[place : place + 3] = bytes([12, 0, 13])
    (tmp_path / "p3.heic").write_bytes(bytes(told))
    (tmp_path / "srgb.heic").write_bytes(HEIC)
    wide, plain = (read_photo(tmp_path / name).astype(int)[32, 32] for name in ("p3.heic", "srgb.heic"))
    # (40, 50, 60) of P3 is (37, 50, 61) of sRGB: linear sRGB (.0188, .0323, .0467).
    assert np.abs(wide - plain - (-3, 0, 1)).max() <= 1 and (wide != plain).any()


def test_the_colours_of_cut_outs_and_palettes_follow_too(tmp_path: Path) -> None:
    exif = exif_of(ColorSpace=65535, dcf="R03")
    colours = row(ADOBE)
    colours.putalpha(Image.new("L", colours.size, 7))
    colours.save(tmp_path / "cutout.png", exif=exif)
    expected = list(ADOBE.values())
    for found in (read_colours(tmp_path / "cutout.png"), read_matte(tmp_path / "cutout.png").colours):
        assert found is not None and np.abs(found[4, 4::8].astype(int) - expected).max() <= 1
    assert np.allclose(read_matte(tmp_path / "cutout.png").alpha, 7 / 255)
    row(ADOBE).quantize(8).save(tmp_path / "palette.png", exif=exif)
    check(tmp_path / "palette.png", ADOBE)

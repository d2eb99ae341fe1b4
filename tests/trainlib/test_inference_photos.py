"""Photos of every kind, written to disk and read back to known pixels."""

import base64
import importlib.util
import struct
import warnings
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageCms

from trainlib.inference import photos
from trainlib.inference.photos import PhotoError, find_photos, read_photo

# A HEIC of 64 x 64: a dark square (40, 50, 60) in rows and columns 16 to 48 on 230 grey.
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAVZtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
    "ACJpbG9jAAAAAERAAAEAAQAAAAABegABAAAAAAAAAHkAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRt"
    "AAAAAAABAAAA1mlwcnAAAAC3aXBjbwAAAHhodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMA"
    "AAMAHroCQGEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbqSSmubgIaDAgAAAMAyAAAAwAIQGIAAQAHRAHBcrAiQAAAABNjb2xy"
    "bmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAABAAAAAQAAAABBwaXhpAAAAAAMICAgAAAAXaXBtYQAAAAAAAAABAAEEgQIDBAAAAIFt"
    "ZGF0AAAAdSgBrwY4W498t/s/6SeCr/aB9nr97f//cH7fsP+R0nP/0TX/P4ohwdb+Q0gn/k3d3f9fuegXriaEa33/+H2Lui+E6C+/"
    "rtd2himSs0k/m8/QT9HXowP2h5n+VH8uvyx/7uF2T74/9I8nJJvD/tbe9vhXhWC/+A=="
)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def test_16_bit_png_grey_and_colour(tmp_path: Path) -> None:
    grey = np.array([[0, 257 * 100, 65535]], np.uint16)
    cv2.imwrite(str(tmp_path / "grey.png"), grey)
    assert read_photo(tmp_path / "grey.png").tolist() == [[[0] * 3, [100] * 3, [255] * 3]]
    colour = np.array([[[257 * 30, 257 * 20, 257 * 10]]], np.uint16)  # blue, green, red
    cv2.imwrite(str(tmp_path / "colour.png"), colour)
    assert read_photo(tmp_path / "colour.png").tolist() == [[[10, 20, 30]]]


def test_16_bit_tiff(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "grey.tif"), np.array([[0, 257 * 77]], np.uint16))
    assert read_photo(tmp_path / "grey.tif").tolist() == [[[0] * 3, [77] * 3]]
    cv2.imwrite(str(tmp_path / "colour.tiff"), np.array([[[257 * 3, 257 * 2, 257 * 1]]], np.uint16))
    assert read_photo(tmp_path / "colour.tiff").tolist() == [[[1, 2, 3]]]


def test_cmyk_jpeg(tmp_path: Path) -> None:
    # All cyan and a little black: red is gone, green and blue are (1 - 51/255) * 255 = 204.
    Image.new("CMYK", (16, 8), (255, 0, 0, 51)).save(tmp_path / "ink.jpg", quality=100)
    picture = read_photo(tmp_path / "ink.jpg")
    assert picture.shape == (8, 16, 3)
    assert np.abs(picture.astype(int) - (0, 204, 204)).max() <= 3


def test_orientation_6_is_turned_right_way_up(tmp_path: Path) -> None:
    # Orientation 6: the camera's top row is the photo's right column.
    values = np.zeros((8, 16, 3), np.uint8)
    values[:4] = 255
    exif = Image.Exif()
    exif[274] = 6
    for name in ("turned.jpg", "turned.png", "turned.tif", "turned.webp"):
        Image.fromarray(values).save(tmp_path / name, exif=exif)
        picture = read_photo(tmp_path / name)
        assert picture.shape == (16, 8, 3), name
        assert picture[:, 5:].min() > 200 and picture[:, :3].max() < 55, name


def test_palette_with_and_without_transparency(tmp_path: Path) -> None:
    image = Image.new("P", (2, 1))
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.putpixel((1, 0), 1)
    image.save(tmp_path / "solid.png")
    assert read_photo(tmp_path / "solid.png").tolist() == [[[255, 0, 0], [0, 0, 255]]]
    image.save(tmp_path / "clear.png", transparency=0)
    assert read_photo(tmp_path / "clear.png").tolist() == [[[255, 255, 255], [0, 0, 255]]]


def test_alpha_is_laid_on_white(tmp_path: Path) -> None:
    Image.fromarray(np.array([[[100, 0], [100, 255], [0, 51]]], np.uint8)).save(tmp_path / "la.png")
    # The last: 0.2 of black on white is 0.8 * 255 = 204.
    assert read_photo(tmp_path / "la.png").tolist() == [[[255] * 3, [100] * 3, [204] * 3]]
    Image.fromarray(np.array([[[9, 8, 7, 0], [9, 8, 7, 255]]], np.uint8)).save(
        tmp_path / "rgba.webp", lossless=True
    )
    assert read_photo(tmp_path / "rgba.webp").tolist() == [[[255] * 3, [9, 8, 7]]]


def test_one_bit_one_pixel_and_grey(tmp_path: Path) -> None:
    Image.new("1", (1, 1), 1).save(tmp_path / "bit.png")
    assert read_photo(tmp_path / "bit.png").tolist() == [[[255, 255, 255]]]
    Image.new("L", (1, 1), 7).save(tmp_path / "grey.png")
    assert read_photo(tmp_path / "grey.png").tolist() == [[[7, 7, 7]]]


def test_colour_profile_is_followed(tmp_path: Path) -> None:
    # Lab D50 (L 50, a 0, b 0) is a neutral of 18.4 % light, sRGB 119; the same bytes taken as sRGB are not.
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    image = Image.new("RGB", (4, 4), (10, 200, 30))
    image.save(tmp_path / "srgb.png", icc_profile=srgb.tobytes())
    assert np.abs(read_photo(tmp_path / "srgb.png").astype(int) - (10, 200, 30)).max() <= 1
    # A profile that does not fit the picture is passed over, and so is one that is no profile.
    image.save(tmp_path / "wrong.png", icc_profile=lab.tobytes())
    image.save(tmp_path / "junk.png", icc_profile=b"junk")
    for name in ("wrong.png", "junk.png"):
        assert (read_photo(tmp_path / name) == (10, 200, 30)).all()


def test_a_wide_profile_changes_numbers(tmp_path: Path) -> None:
    # The same primaries, but red and green swapped in the profile: followed, red bytes show as green.
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack(">I", profile[128:132])[0]
    tags = {bytes(profile[132 + 12 * i : 136 + 12 * i]): 132 + 12 * i for i in range(count)}
    red, green = tags[b"rXYZ"], tags[b"gXYZ"]
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    Image.new("RGB", (2, 2), (255, 0, 0)).save(tmp_path / "swapped.png", icc_profile=bytes(profile))
    assert np.abs(read_photo(tmp_path / "swapped.png").astype(int) - (0, 255, 0)).max() <= 2


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("text.jpg", b"Dear photographer, see the letter.", "not a JPEG, PNG, WebP, TIFF or HEIC"),
        ("empty.png", b"", "the file is empty"),
        ("gif.jpg", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "not a JPEG, PNG, WebP, TIFF or HEIC"),
        ("head.png", b"\x89PNG\r\n\x1a\n", ""),
        ("head.tif", b"II*\x00\xff\xff\xff\xff", ""),
        ("head.webp", b"RIFF\x10\x00\x00\x00WEBPVP8 ", ""),
    ],
)
def test_broken_files_say_why(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(PhotoError) as caught:
        read_photo(tmp_path / name)
    assert says in str(caught.value) and str(caught.value).strip()
    assert "\n" not in str(caught.value) and str(tmp_path) not in str(caught.value)


def test_a_jpeg_cut_short(tmp_path: Path) -> None:
    values = np.random.default_rng(0).integers(0, 255, (200, 200, 3), dtype=np.uint8)
    Image.fromarray(values).save(tmp_path / "a.jpg")
    (tmp_path / "a.jpg").write_bytes((tmp_path / "a.jpg").read_bytes()[:9000])
    with pytest.raises(PhotoError, match="truncated"):
        read_photo(tmp_path / "a.jpg")


@pytest.mark.parametrize(("width", "height"), [(12_001, 10_000), (60_000, 60_000)])
def test_pixel_bombs_are_refused_before_decoding(tmp_path: Path, width: int, height: int) -> None:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    (tmp_path / "bomb.png").write_bytes(b"\x89PNG\r\n\x1a\n" + body)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(PhotoError, match="limit of 120 megapixels"):
            read_photo(tmp_path / "bomb.png")


def test_32_bits_are_refused(tmp_path: Path) -> None:
    Image.fromarray(np.zeros((2, 2), np.float32)).save(tmp_path / "f.tif")
    with pytest.raises(PhotoError, match="32 bits"):
        read_photo(tmp_path / "f.tif")


def test_heic_is_read_where_its_package_is(tmp_path: Path) -> None:
    if not any(importlib.util.find_spec(name) for name in ("pi_heif", "pillow_heif")):
        pytest.skip("neither pi-heif nor pillow-heif is installed")
    (tmp_path / "a.HEIC").write_bytes(HEIC)
    picture = read_photo(tmp_path / "a.HEIC").astype(int)
    assert picture.shape == (64, 64, 3)
    assert np.abs(picture[24:40, 24:40] - (40, 50, 60)).max() <= 12 and np.abs(picture[:8] - 230).max() <= 12
    (tmp_path / "cut.heic").write_bytes(HEIC[:200])
    with pytest.raises(PhotoError):
        read_photo(tmp_path / "cut.heic")


def test_heic_without_a_package_says_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.heic").write_bytes(HEIC)
    monkeypatch.setattr(photos, "_heic_opens", lambda: False)
    with pytest.raises(PhotoError, match="pip install pi-heif"):
        read_photo(tmp_path / "a.heic")
    assert [photo.name for photo in find_photos(tmp_path).photos] == ["a"]


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
    with pytest.raises(PhotoError, match="no such file or folder"):
        find_photos(tmp_path / "absent")

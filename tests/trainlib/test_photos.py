"""Photos of every kind, written to disk and read back to known pixels."""

import base64
import importlib.util
import os
import struct
import warnings
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageCms

from trainlib.images import photos
from trainlib.images.errors import PhotoError
from trainlib.images.photos import read_photo
from trainlib.inference.photo_search import find_photos

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
    Image.fromarray(np.array([[[9, 8, 7, 0], [9, 8, 7, 255]]], np.uint8)).save(tmp_path / "rgba.webp", lossless=True)
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
    # A profile that does not fit the picture is skipped, and so is one that is not a profile.
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


def grey_profile(*curve: float) -> bytes:
    """An ICC profile (version 2.4) of greys: one number is a gamma, several are light from the least value up."""
    gamma = len(curve) == 1
    numbers = [round(curve[0] * 256)] if gamma else [round(light * 65535) for light in curve]
    white = struct.pack(">iii", 63190, 65536, 54061)  # D50 in 1/65536
    tags = {
        b"desc": b"desc" + bytes(4) + struct.pack(">I", 5) + b"grey\0" + bytes(78),
        b"wtpt": b"XYZ " + bytes(4) + white,
        b"kTRC": b"curv" + bytes(4) + struct.pack(f">I{len(numbers)}H", len(numbers), *numbers),
        b"cprt": b"text" + bytes(4) + b"none" + bytes(4),
    }
    at, table, body = 128 + 4 + 12 * len(tags), struct.pack(">I", len(tags)), b""
    for name, content in tags.items():
        table += name + struct.pack(">II", at + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    head = struct.pack(">I4xI", at + len(body), 0x02400000) + b"mntrGRAYXYZ " + struct.pack(">6H", 2020, 1, 1, 0, 0, 0)
    return (head + b"acsp" + bytes(28) + white).ljust(128, b"\0") + table + body


def test_greys_follow_their_profile_in_every_depth_and_with_alpha(tmp_path: Path) -> None:
    # 55 of 255 are linear light here: 0.2157, which is sRGB 0.502, or 128.
    profile = grey_profile(1.0)
    grey = np.full((4, 4), 55, np.uint8)
    for name, values in [
        ("8.png", grey),
        ("alpha.png", np.dstack([grey, np.full_like(grey, 255)])),
        ("16.png", grey.astype(np.uint16) * 257),
        ("16.tif", grey.astype(np.uint16) * 257),
    ]:
        Image.fromarray(values).save(tmp_path / name, icc_profile=profile)
        assert np.abs(read_photo(tmp_path / name).astype(int) - 128).max() <= 1, name


def test_a_profiles_black_is_black(tmp_path: Path) -> None:
    # Ink that leaves 5 % of the light: without compensation its black would be sRGB 63.
    image = Image.fromarray(np.array([[0, 255]], np.uint8))
    image.save(tmp_path / "ink.png", icc_profile=grey_profile(0.05, 1.0))
    black, white = read_photo(tmp_path / "ink.png")[0]
    assert black.max() <= 2 and white.min() >= 253


def tiff(values: np.ndarray, bits: int, photometric: int, planes: int = 1) -> bytes:
    """An uncompressed little-endian TIFF of one strip a plane; samples of 16 bits or of 12 packed ones."""
    samples = values.reshape(-1).astype("<u2")
    if bits == 12:
        pairs = samples.reshape(-1, 2).astype(np.uint32)
        packed = [pairs[:, 0] >> 4, (pairs[:, 0] & 15) << 4 | pairs[:, 1] >> 8, pairs[:, 1] & 255]
        data = np.stack(packed, 1).astype(np.uint8).tobytes()
    else:
        data = samples.tobytes()
    channels = 1 if values.ndim == 2 else 3
    height, width = values.shape[-2:]
    count = channels if planes == 2 else 1
    extra = 8 + 2 + 12 * 10 + 4  # behind the directory
    first = extra + 24
    longs = struct.pack("<6I", *[first + i * len(data) // count for i in range(3)], *[len(data) // count] * 3)
    depth = (bits, extra + 24 + len(data)) if channels == 1 else (0, first + len(data))

    def entry(tag: int, kind: int, many: int, value: int) -> bytes:
        return struct.pack("<HHII", tag, kind, many, value)

    fields = [
        entry(256, 3, 1, width),
        entry(257, 3, 1, height),
        entry(258, 3, channels, depth[0] if channels == 1 else depth[1]),
        entry(259, 3, 1, 1),
        entry(262, 3, 1, photometric),
        entry(273, 4, count, extra if count == 3 else first),
        entry(277, 3, 1, channels),
        entry(278, 3, 1, height),
        entry(279, 4, count, extra + 12 if count == 3 else len(data)),
        entry(284, 3, 1, planes),
    ]
    head = b"II*\0" + struct.pack("<IH", 8, len(fields)) + b"".join(fields) + bytes(4)
    return head + longs + data + struct.pack("<3H", bits, bits, bits)


def test_greys_of_16_bits_whose_zero_is_white_and_of_12_bits(tmp_path: Path) -> None:
    (tmp_path / "white.tif").write_bytes(tiff(np.array([[0, 65535 - 257 * 77]]), 16, 0))
    assert read_photo(tmp_path / "white.tif").tolist() == [[[255] * 3, [77] * 3]]
    (tmp_path / "twelve.tif").write_bytes(tiff(np.array([[4095, 819]]), 12, 1))
    assert read_photo(tmp_path / "twelve.tif").tolist() == [[[255] * 3, [51] * 3]]


def test_16_bit_planes_are_refused_rather_than_read_wrongly(tmp_path: Path) -> None:
    values = np.zeros((3, 4, 6), np.uint16)
    values[0] = 40000
    (tmp_path / "planes.tif").write_bytes(tiff(values, 16, 2, planes=2))
    with pytest.raises(PhotoError, match="save it interleaved"):
        read_photo(tmp_path / "planes.tif")


def test_heic_is_known_by_its_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sent.jpg").write_bytes(HEIC)
    monkeypatch.setattr(photos, "_heic_opens", lambda: False)
    with pytest.raises(PhotoError, match="HEIC needs one more package"):
        read_photo(tmp_path / "sent.jpg")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    with pytest.raises(PhotoError, match="pipe or device"):
        read_photo(tmp_path / "pipe.jpg")
    with pytest.raises(PhotoError, match="No such file"):
        read_photo(tmp_path / "gone.jpg")

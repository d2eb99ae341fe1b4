"""The colour space of a file without an ICC profile: EXIF, PNG chunks, HEIC's nclx."""

from __future__ import annotations

import os
import struct
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image

from trainlib.images.colour_spaces import ADOBE_RGB, DISPLAY_P3, SRGB, WIDE_GAMUT_RGB, ColourSpace
from trainlib.images.errors import PhotoError

# EXIF's ColorSpace. 1 and 65535 (uncalibrated) are the standard's, the others some cameras' own.
_EXIF_SRGB, _EXIF_ADOBE, _EXIF_WIDE = 1, 2, 0xFFFD
# The interoperability index of a DCF option file, which is how cameras say Adobe RGB (DCF 2.0, 2010).
_DCF_ADOBE = "R03"
# Rec. ITU-T H.273, table 2, as far as photos have them: BT.709, BT.601, BT.2020, DCI P3 and P3 with D65.
_PRIMARIES = {
    1: SRGB,
    5: ColourSpace(((0.64, 0.33), (0.29, 0.60), (0.15, 0.06))),
    6: ColourSpace(((0.630, 0.340), (0.310, 0.595), (0.155, 0.070))),
    7: ColourSpace(((0.630, 0.340), (0.310, 0.595), (0.155, 0.070))),
    9: ColourSpace(((0.708, 0.292), (0.170, 0.797), (0.131, 0.046))),
    11: replace(DISPLAY_P3, white=(0.314, 0.351)),
    12: DISPLAY_P3,
}
# Table 3: powers. The curves of video (1, 6, 14, 15) are shown as sRGB's is, and so is what is not known.
_GAMMAS = {4: 2.2, 5: 2.8, 8: 1.0}
_HDR = {16: "PQ", 18: "HLG"}
_SRGB_PRIMARIES = tuple(number for point in SRGB.primaries for number in point)
_SMALLEST_TRIANGLE = 0.02  # twice its area in x and y; sRGB's is 0.22, and a flat one has no inverse
_PNG = b"\x89PNG\r\n\x1a\n"


def told_space(image: Image.Image, path: Path) -> ColourSpace | None:
    """The space that a file's tags name; None for sRGB or no tags. Call this before the image is decoded.

    An ICC profile outranks all of them but one: where a PNG has cICP (PNG, third edition), the profile is taken off
    the image.

    Raises:
        PhotoError: the file holds HDR, which sRGB cannot show.
    """
    codes = _cicp(path) if image.format == "PNG" else None
    if codes is not None:
        image.info.pop("icc_profile", None)
    elif nclx := image.info.get("nclx_profile"):
        codes = nclx["color_primaries"], nclx["transfer_characteristics"]
    space = _of_exif(image) if codes is None else _of_codes(*codes)
    if codes is None and not {"srgb", "gamma", "chromaticity"}.isdisjoint(image.info):
        # PNG's own chunks outrank its EXIF.
        space = None if "srgb" in image.info else _of_png(image.info)
    return None if space is None or space.is_srgb else space


def _cicp(path: Path) -> tuple[int, int] | None:
    """Primaries and transfer of a PNG's cICP chunk, which Pillow ignores."""
    with path.open("rb") as file:
        if file.read(len(_PNG)) != _PNG:
            return None
        while len(head := file.read(8)) == 8:
            length, kind = struct.unpack(">I4s", head)
            if kind == b"cICP":
                body = file.read(4)
                return (body[0], body[1]) if length == len(body) == 4 else None
            if kind in (b"IDAT", b"IEND"):
                break
            file.seek(length + 4, os.SEEK_CUR)
    return None


def _of_codes(primaries: int, transfer: int) -> ColourSpace:
    if transfer in _HDR:
        raise PhotoError(f"holds HDR ({_HDR[transfer]}); save the photo as SDR")
    return replace(_PRIMARIES.get(primaries, SRGB), gamma=_GAMMAS.get(transfer))


def _of_png(info: dict[Any, Any]) -> ColourSpace | None:
    """Of gAMA, which is the power of encoding, and cHRM, white first."""
    gamma, points = info.get("gamma"), info.get("chromaticity", (*SRGB.white, *_SRGB_PRIMARIES))
    return _of_numbers(points[:2], points[2:], None if not gamma else 1 / gamma)


def _of_exif(image: Image.Image) -> ColourSpace | None:
    try:
        exif = image.getexif()
        own, dcf = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.Interop)
    except Exception:  # broken tags count as none; Pillow may raise anything on them
        return None
    kind, gamma = own.get(ExifTags.Base.ColorSpace), own.get(ExifTags.Base.Gamma)
    if kind == _EXIF_SRGB:
        return None
    white, primaries = exif.get(ExifTags.Base.WhitePoint), exif.get(ExifTags.Base.PrimaryChromaticities)
    if white is not None and primaries is not None:
        # TIFF's own gamma, where none is given.
        return _of_numbers(white, primaries, 2.2 if gamma is None else gamma)
    if kind == _EXIF_ADOBE or str(dcf.get(ExifTags.Interop.InteropIndex, "")).startswith(_DCF_ADOBE):
        return ADOBE_RGB
    if kind == _EXIF_WIDE:
        return WIDE_GAMUT_RGB
    return None if gamma is None else _of_numbers(SRGB.white, _SRGB_PRIMARIES, gamma)


def _of_numbers(white: Sequence[Any], primaries: Sequence[Any], gamma: Any) -> ColourSpace | None:
    """The space of x and y of white, then of red, green and blue, as a file has them; None where they make no sense."""
    try:
        power = None if gamma is None else float(gamma)
        wx, wy, rx, ry, gx, gy, bx, by = (float(number) for number in (*white, *primaries))
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    triangle = abs((gx - rx) * (by - ry) - (bx - rx) * (gy - ry))
    sound = min(wy, ry, gy, by) > 0 and max(wx, wy, rx, ry, gx, gy, bx, by) < 1 and triangle > _SMALLEST_TRIANGLE
    if not sound or not (power is None or 0.2 <= power <= 5):
        return None
    return ColourSpace(((rx, ry), (gx, gy), (bx, by)), (wx, wy), power)

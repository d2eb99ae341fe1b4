"""A small bitmap font for labels, 5×8 pixels per letter, because Blender's Python has no text drawing."""

from __future__ import annotations

import unicodedata

import numpy as np

from ..arrays import Mask, Pixels

WIDTH, HEIGHT = 6, 8
"""Width of a letter in pixels, including the gap to the next one."""

# A letter and its eight rows from the top, two hexadecimal digits each. The fifth bit is the left column, the eighth
# row is for descenders.
_DRAWN = r"""
    !0404040404000400  "0a0a000000000000  #0a0a1f0a1f0a0a00  $040f140e051e0400  %1819020408130300  &0c12140815120d00
    '0404000000000000  (0204080808040200  )0804020202040800  *0004150e15040000  +0004041f04040000  ,0000000000040408
    -0000000e00000000  .0000000000000400  /0101020408101000  00e11131519110e00  1040c040404040e00  20e11010204081f00
    31f02040201110e00  402060a121f020200  51f101e0101110e00  60608101e11110e00  71f01020408080800  80e11110e11110e00
    90e11110f01020c00  :0000040000040000  ;0000040000040408  <0204081008040200  =00001f001f000000  >0804020102040800
    ?0e11010204000400  @0e11171517100e00  A0e11111f11111100  B1e11111e11111e00  C0e11101010110e00  D1c12111111121c00
    E1f10101e10101f00  F1f10101e10101000  G0e11101711110f00  H1111111f11111100  I0e04040404040e00  J0702020202120c00
    K1112141814121100  L1010101010101f00  M111b151511111100  N1111191513111100  O0e11111111110e00  P1e11111e10101000
    Q0e11111115120d00  R1e11111e14121100  S0f10100e01011e00  T1f04040404040400  U1111111111110e00  V11111111110a0400
    W1111111515150a00  X11110a040a111100  Y11110a0404040400  Z1f01020408101f00  [0e08080808080e00  \1010080402010100
    ]0e02020202020e00  ^040a110000000000  _000000000000001f  `0804000000000000  a00000e010f110f00  b1010161911111e00
    c00000e1010110e00  d01010d1311110f00  e00000e111f100e00  f0609081c08080800  g00000f11110f010e  h1010161911111100
    i04000c0404040e00  j020006020202120c  k1010121418141200  l0c04040404040e00  m00001a1515111100  n0000161911111100
    o00000e1111110e00  p00001e11111e1010  q00000f11110f0101  r0000161910101000  s00000f100e011e00  t08081c0808090600
    u0000111111130d00  v00001111110a0400  w0000111115150a00  x0000110a040a1100  y00001111110f010e  z00001f0204081f00
    {0204040804040200  |0404040404040400  }0804040204040800  ~0000081502000000  °0c12120c00000000  ×00110a040a110000
    ·0000000400000000  –0000001f00000000  …0000000000001500
"""


def _glyph(rows: str) -> Mask:
    bits = [[bool(int(rows[2 * row : 2 * row + 2], 16) >> (4 - column) & 1) for column in range(5)] for row in range(8)]
    return np.pad(np.array(bits), ((0, 0), (0, WIDTH - 5)))


GLYPHS = {" ": np.zeros((HEIGHT, WIDTH), bool)} | {item[0]: _glyph(item[1:]) for item in _DRAWN.split()}
"""Which pixels of each letter are ink, [8, 6]."""


def text_ink(text: str) -> Mask:
    """Which pixels of a line of text are ink, [8, 6 · letters].

    Missing accents are dropped; other unknown characters are drawn as a question mark.
    """
    plain = [letter if letter in GLYPHS else unicodedata.normalize("NFKD", letter)[:1] for letter in text]
    letters = [GLYPHS.get(letter, GLYPHS["?"]) for letter in plain]
    return np.concatenate(letters, axis=1) if letters else np.zeros((HEIGHT, 0), bool)


def write_text(
    image: Pixels, x: int, y: int, text: str, colour: tuple[int, int, int], width: int | None = None
) -> None:
    """Write a line into an sRGB picture [H, W, 3], its upper left corner at (x, y).

    What is longer than `width` pixels (None: up to the picture's edge) ends in an ellipsis.
    """
    room = max(0, (image.shape[1] - x if width is None else min(width, image.shape[1] - x)) // WIDTH)
    if len(text) > room:
        text = text[: max(room - 1, 0)].rstrip() + "…" if room else ""
    ink = text_ink(text)
    part = image[y : y + HEIGHT, x : x + ink.shape[1]]
    part[ink[: part.shape[0]]] = colour

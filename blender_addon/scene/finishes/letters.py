"""Letters and digits as strokes, and the words that packages carry.

The strokes are this project's own: a sign is a few lines on a grid four wide and six tall, drawn as thick as wanted.
Names are put together from syllables, so that no real brand is shown; the other words are common on packages.
"""

from __future__ import annotations

import numpy as np

from ...arrays import Floats
from ...recipe.streams import chance, pick, uniform, whole

STROKES = {
    "A": "002640 1333",
    "B": "00063645443303 3342413000",
    "C": "4536160501103041",
    "D": "00062644422000",
    "E": "46060040 0333",
    "F": "460600 0333",
    "G": "45361605011030414323",
    "H": "0006 4046 0343",
    "I": "2026",
    "J": "4641301001",
    "K": "0006 4602 1340",
    "L": "060040",
    "M": "0006234640",
    "N": "00064046",
    "O": "103041453616050110",
    "P": "00063645443303",
    "Q": "103041453616050110 2240",
    "R": "00063645443303 2340",
    "S": "453616050413334241301001",
    "T": "0646 2620",
    "U": "060110304146",
    "V": "062046",
    "W": "0610243046",
    "X": "0046 0640",
    "Y": "062346 2320",
    "Z": "06460040",
    "0": "103041453616050110",
    "1": "152620",
    "2": "05163645440040",
    "3": "051636454433 23334241301001",
    "4": "30360242",
    "5": "460604344341301001",
    "6": "4536160501103041423303",
    "7": "064610",
    "8": "13040516364544331302011030414233",
    "9": "0110304145361605041343",
    "-": "1333",
    ".": "2021",
    "%": "0046 0515 3141",
    "+": "1333 2224",
    "&": "40051626350201103042",
}
_SYLLABLES = (
    "AL",
    "BRI",
    "CA",
    "DOR",
    "ELM",
    "FEN",
    "GLO",
    "HAL",
    "IRA",
    "JU",
    "KEL",
    "LU",
    "MA",
    "NO",
    "ORA",
    "PEL",
    "QUI",
    "RO",
    "SA",
    "TEN",
    "UMA",
    "VER",
    "WI",
    "XA",
    "YSA",
    "ZEN",
    "MI",
    "LO",
    "TA",
    "VI",
    "DI",
    "RIS",
    "NE",
    "SON",
)
GOODS = (
    "COFFEE",
    "GREEN TEA",
    "COCOA",
    "OAT FLAKES",
    "OLIVE OIL",
    "SEA SALT",
    "HONEY",
    "SHAMPOO",
    "HAND SOAP",
    "BODY LOTION",
    "FACE CREAM",
    "TOMATOES",
    "LEMONADE",
    "SPARKLING",
    "PALE ALE",
    "RED WINE",
    "PAINT",
    "GLUE",
    "CANDLES",
    "VITAMIN C",
    "PASTA",
    "RICE",
    "BISCUITS",
    "DARK CHOCOLATE",
    "CLEANER",
    "SUN CARE",
    "TONIC",
    "GINGER",
    "MUESLI",
    "PEACHES",
)
CLAIMS = (
    "ORIGINAL",
    "CLASSIC",
    "ORGANIC",
    "FRESH",
    "NATURAL",
    "PURE",
    "EXTRA MILD",
    "NEW",
    "FAMILY SIZE",
    "HANDMADE",
    "SINCE 1962",
    "NO SUGAR",
    "100% NATURAL",
    "LIGHT",
    "PREMIUM",
    "VANILLA",
    "LEMON",
    "MINT",
    "SENSITIVE",
    "ROASTED",
)
AMOUNTS = ("500 ML", "250 ML", "1 L", "0.75 L", "330 ML", "250 G", "1 KG", "400 G", "75 G", "12 PCS", "100 ML", "50 ML")
SMALL = (
    "STORE IN A COOL DRY PLACE",
    "INGREDIENTS WATER SUGAR SALT",
    "KEEP OUT OF REACH OF CHILDREN",
    "BEST BEFORE SEE LID",
    "SHAKE WELL BEFORE USE",
    "MADE WITH CARE",
    "PLEASE RECYCLE",
    "BATCH 40718",
    "ENERGY 412 KJ 98 KCAL",
    "FAT 3.2 G",
    "CARBOHYDRATES 14 G",
    "PROTEIN 2.6 G",
    "SALT 0.4 G",
    "FOR EXTERNAL USE ONLY",
    "DO NOT FREEZE",
    "ART. NO. 55-210-8",
)


def brand(rng: np.random.Generator) -> str:
    """An invented brand name of two or three syllables."""
    return "".join(pick(rng, _SYLLABLES) for _ in range(whole(rng, 2, 3)))[:9]


class Hand:
    """A way of writing: how wide, thick, slanted and spaced the signs are."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.wide = uniform(rng, 0.45, 0.72)
        self.thick = uniform(rng, 0.07, 0.19)
        self.slant = uniform(rng, 0.12, 0.25) if chance(rng, 0.18) else 0.0
        self.gap = uniform(rng, 0.2, 0.4)

    def write(
        self,
        picture: Floats,
        text: str,
        centre: tuple[float, float],
        tall: float,
        ink: Floats,
        most: float | None = None,
        thick: float = 1.0,
    ) -> None:
        """Print a line of text on a picture [H, W, 3], in place.

        Lengths are shares of the picture's height, y up from its lower edge.

        Args:
            picture: Linear colour, top row first.
            text: Of the signs of STROKES and spaces; others leave a gap.
            centre: The middle of the line's foot.
            tall: Height of the signs.
            ink: [3].
            most: Greatest width of the line; longer ones are set smaller.
            thick: Factor on the stroke.
        """
        advance = self.wide + self.gap
        length = tall * (advance * len(text) - self.gap)
        if most is not None and length > most:
            tall *= most / length
            length = most
        height = picture.shape[0]
        stroke = max(0.5 * self.thick * thick * tall * height, 0.42)
        for at, sign in enumerate(text):
            lines = STROKES.get(sign)
            if lines is None:
                continue
            left = centre[0] - 0.5 * length + at * advance * tall
            for line in lines.split():
                grid = np.array([[int(line[i]) / 4, int(line[i + 1]) / 6] for i in range(0, len(line), 2)])
                x = left + tall * (self.wide * grid[:, 0] + self.slant * (grid[:, 1] - 0.5))
                y = 1.0 - centre[1] - tall * grid[:, 1]
                _stroke(picture, np.stack([x, y], -1) * height - 0.5, stroke, ink)


def _stroke(picture: Floats, points: Floats, radius: float, ink: Floats) -> None:
    """A line through points (column, row) in pixels, its edge smooth over a pixel; what lies outside is left away."""
    low = np.maximum(np.floor(points.min(0) - radius - 1).astype(int), 0)
    high = np.minimum(np.ceil(points.max(0) + radius + 2).astype(int), [picture.shape[1], picture.shape[0]])
    if (high <= low).any():
        return
    x, y = np.arange(low[0], high[0])[None, None, :], np.arange(low[1], high[1])[None, :, None]
    first, along = points[:-1, :, None, None], np.diff(points, axis=0)[:, :, None, None]
    length = np.maximum((along**2).sum(1), 1e-12)
    dx, dy = x - first[:, 0], y - first[:, 1]
    share = np.clip((dx * along[:, 0] + dy * along[:, 1]) / length, 0, 1)
    near = np.sqrt(((dx - share * along[:, 0]) ** 2 + (dy - share * along[:, 1]) ** 2).min(0))
    patch = picture[low[1] : high[1], low[0] : high[0]]
    patch += (ink - patch) * np.clip(radius - near + 0.5, 0, 1)[..., None]

"""The style of a set of drawings: shares and ranges that each drawing is drawn from."""

from dataclasses import dataclass

Range = tuple[float, float]


@dataclass(frozen=True)
class Style:
    """The style of drawings by one person.

    Attributes:
        sections: weights of how a section is shown: "filled", "hatched", "stippled", "outline".
        view: share of vessels that show the outer view beside their section; the others are the half profile alone.
        right: share of drawings whose sections are on the right.
        sherds: share of vessels of which a rim sherd alone is left.
        vessels: fewest and most on a plate.
        ink: darkest and lightest ink, of 255; one value per drawing.
        line_px: width of lines.
        hatch_px: distance of hatching.
        hatch_deg: its angle.
        wobble_px: how far drawn lines deviate.
        paper: darkest and lightest paper, of 255.
        warmth: how much yellower than grey the paper is, of 255.
        grid: share of drawings on squared paper.
        fold: share with a fold.
        stains: most stains.
        turn_deg: how far the sheet is rotated on the scanner, in either direction.
        blur_px: the scanner's blur.
        noise: standard deviation of the scanner's noise, of 255.
        script: whether labels are handwriting.
        bar_m: lengths of scale bars.
    """

    sections: tuple[tuple[str, float], ...]
    view: float
    right: float
    sherds: float
    vessels: tuple[int, int]
    ink: Range
    line_px: Range
    hatch_px: Range
    hatch_deg: Range
    wobble_px: Range
    paper: Range
    warmth: Range
    grid: float
    fold: float
    stains: int
    turn_deg: float
    blur_px: Range
    noise: Range
    script: bool
    bar_m: tuple[float, ...] = (0.05, 0.1)


STYLES = {
    # Plates in a book: drawn with ink, printed and scanned.
    "printed": Style(
        sections=(("filled", 0.5), ("hatched", 0.25), ("stippled", 0.1), ("outline", 0.15)),
        view=0.75,
        right=0.3,
        sherds=0.25,
        vessels=(1, 4),
        ink=(0, 60),
        line_px=(1.0, 2.4),
        hatch_px=(4.0, 8.0),
        hatch_deg=(35.0, 60.0),
        wobble_px=(0.0, 0.5),
        paper=(225, 255),
        warmth=(0, 16),
        grid=0.05,
        fold=0.15,
        stains=2,
        turn_deg=1.0,
        blur_px=(0.0, 0.8),
        noise=(0.0, 5.0),
        script=False,
    ),
    # Sheets from a dig: pencil on squared or yellow paper, folded, scanned with less care.
    "field": Style(
        sections=(("filled", 0.2), ("hatched", 0.4), ("stippled", 0.2), ("outline", 0.2)),
        view=0.5,
        right=0.7,
        sherds=0.4,
        vessels=(1, 3),
        ink=(40, 110),
        line_px=(1.2, 3.0),
        hatch_px=(5.0, 11.0),
        hatch_deg=(-60.0, -25.0),
        wobble_px=(0.4, 1.4),
        paper=(190, 240),
        warmth=(8, 45),
        grid=0.4,
        fold=0.5,
        stains=5,
        turn_deg=3.0,
        blur_px=(0.3, 1.3),
        noise=(2.0, 10.0),
        script=True,
    ),
}

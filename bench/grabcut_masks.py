"""Masks by GrabCut (Rother, Kolmogorov and Blake 2004), the cut-out that needs no training: what networks must beat.

    .venv/bin/python bench/grabcut_masks.py PHOTOS OUT

OpenCV's, five iterations, started from a rectangle 3 % of each side within the photo, at a longer side of 512 pixels.
Give OUT to `evaluate --masks grabcut=OUT`.
"""

import sys
from pathlib import Path

import cv2
import numpy as np
from rich.progress import track

from trainlib.images.photos import read_photo
from trainlib.inference.photo_search import find_photos

SIDE, INSET, ITERATIONS = 512, 0.03, 5


def grabcut(photo: np.ndarray) -> np.ndarray:
    height, width = photo.shape[:2]
    scale = min(1.0, SIDE / max(height, width))
    small = cv2.resize(
        photo, (max(8, round(width * scale)), max(8, round(height * scale))), interpolation=cv2.INTER_AREA
    )
    rows, columns = small.shape[:2]
    top, left = max(1, round(rows * INSET)), max(1, round(columns * INSET))
    mask = np.zeros((rows, columns), np.uint8)
    cv2.setRNGSeed(0)
    box = (left, top, columns - 2 * left, rows - 2 * top)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(np.ascontiguousarray(small[..., ::-1]), mask, box, *models, ITERATIONS, cv2.GC_INIT_WITH_RECT)
    product = np.isin(mask, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8) * 255
    return cv2.resize(product, (width, height), interpolation=cv2.INTER_LINEAR)


def main(photos: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for photo in track(find_photos(photos).photos, "GrabCut"):
        cv2.imwrite(str(out / f"{photo.name}.png"), grabcut(read_photo(photo.path)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

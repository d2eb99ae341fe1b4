"""Exports as CVAT's pages and tests describe them, of one picture of 12 x 8 pixels; written here."""

import io
import json
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image

WIDTH, HEIGHT = 12, 8


def picture(shade: int = 200) -> bytes:
    """A PNG of one colour."""
    file = io.BytesIO()
    Image.new("RGB", (WIDTH, HEIGHT), (shade, shade, shade - 9)).save(file, "PNG")
    return file.getvalue()


def png(levels: np.ndarray) -> bytes:
    """An RGB picture."""
    file = io.BytesIO()
    Image.fromarray(levels.astype(np.uint8)).save(file, "PNG")
    return file.getvalue()


def pack(path: Path, files: dict[str, bytes | str]) -> Path:
    """A .zip of these files."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def cvat_xml(images: str) -> str:
    """An annotations.xml around these elements."""
    meta = "<meta><task><id>4</id><name>plates</name><size>1</size><mode>annotation</mode></task></meta>"
    return f'<?xml version="1.0" encoding="utf-8"?>\n<annotations><version>1.1</version>{meta}{images}</annotations>'


def image(shapes: str, name: str = "a.png", more: str = "") -> str:
    """An <image> element."""
    return f'<image id="0" name="{name}" {more} width="{WIDTH}" height="{HEIGHT}">{shapes}</image>'


def polygon(points: str, label: str = "section") -> str:
    """A <polygon> element."""
    return f'<polygon label="{label}" source="manual" occluded="0" points="{points}" z_order="0"></polygon>'


def coco(shapes: list[dict[str, object]], name: str = "a.png") -> str:
    """An instances_default.json."""
    return json.dumps(
        {
            "licenses": [{"name": "", "id": 0, "url": ""}],
            "categories": [{"id": 1, "name": "section"}, {"id": 2, "name": "view"}],
            "images": [{"id": 1, "width": WIDTH, "height": HEIGHT, "file_name": name}],
            "annotations": [{"id": at, "image_id": 1, "iscrowd": 0, **shape} for at, shape in enumerate(shapes, 1)],
        }
    )

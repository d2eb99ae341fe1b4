"""Reads "CVAT for images 1.1": annotations.xml with an element for each image.

The format is described at https://docs.cvat.ai/docs/dataset_management/formats/format-cvat.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

import numpy as np
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from numpy.typing import NDArray

from trainlib.annotations.annotated import Annotated, Wanted, empty_mask
from trainlib.annotations.shapes import add_cvat_rle, add_polygon, add_polyline
from trainlib.records.dataset import DatasetError

SHAPES = ("polygon", "polyline", "mask")
IGNORED = ("box", "points", "cuboid", "skeleton", "ellipse")


def read_cvat_xml(data: bytes, where: str, wanted: Wanted) -> Iterator[Annotated]:
    """The images of an annotations.xml.

    Raises:
        DatasetError: where it is no such file. Entities and document types are refused.
    """
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise DatasetError(f"{where}: not readable as XML ({error})") from error
    if root.tag != "annotations":
        raise DatasetError(f"{where}: begins with <{root.tag}>, expected <annotations>")
    if root.find("track") is not None:
        raise DatasetError(f"{where}: is 'CVAT for video'; export the task as 'CVAT for images 1.1'")
    for element in root.iterfind("image"):
        yield _image(element, where, wanted)


def _image(element: Element, where: str, wanted: Wanted) -> Annotated:
    name = element.get("name", "")
    try:
        mask = empty_mask(int(element.get("width", "")), int(element.get("height", "")))
    except ValueError as error:
        raise DatasetError(f"{where}: image {name!r} has no size ({error})") from error
    found = Annotated(name, mask, element.get("subset", ""))
    for shape in element:
        label = shape.get("label", "")
        if shape.tag in IGNORED and wanted.has(label):
            found.left_out.append(f"{name}: a {shape.tag} of {label!r} is not an area")
        if shape.tag not in SHAPES or not wanted.has(label):
            continue
        try:
            _add(mask, shape, wanted.line_width)
        except (ValueError, OverflowError) as error:
            found.left_out.append(f"{name}: {shape.tag} of {label!r}: {error}")
    return found


def _add(mask: NDArray[np.uint8], shape: Element, line_width: int) -> None:
    if shape.tag == "mask":
        counts = [int(count) for count in shape.get("rle", "").split(",")]
        left, top, width, height = (int(shape.get(key, "")) for key in ("left", "top", "width", "height"))
        add_cvat_rle(mask, counts, left, top, width, height)
        return
    points = np.array([[float(value) for value in pair.split(",")] for pair in shape.get("points", "").split(";")])
    if points.ndim != 2 or points.shape[1] != 2 or not np.isfinite(points).all():
        raise ValueError("points that are not pairs of numbers")
    if shape.tag == "polygon":
        add_polygon(mask, points)
    else:
        add_polyline(mask, points, line_width)

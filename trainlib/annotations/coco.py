"""Reads "COCO 1.0": annotations/instances_*.json."""

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from trainlib.annotations.annotated import Annotated, Wanted, empty_mask
from trainlib.annotations.shapes import add_coco
from trainlib.records.dataset import DatasetError


def read_coco(data: bytes, where: str, wanted: Wanted) -> Iterator[Annotated]:
    """The images of an instances file.

    Raises:
        DatasetError: where it is no such file.
    """
    try:
        content = json.loads(data)
        labels = {int(one["id"]): str(one["name"]) for one in content["categories"]}
        shapes: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for shape in content["annotations"]:
            shapes[int(shape["image_id"])].append(shape)
        images = [
            (int(one["id"]), str(one["file_name"]), empty_mask(int(one["width"]), int(one["height"])))
            for one in content["images"]
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise DatasetError(f"{where}: not readable as COCO's instances ({error!r})") from error
    subset = PurePosixPath(where).stem.removeprefix("instances_")
    for number, name, mask in images:
        found = Annotated(name, mask, subset)
        for shape in shapes[number]:
            label = labels.get(int(shape.get("category_id", 0)), "")
            if not wanted.has(label):
                continue
            try:
                add_coco(mask, shape.get("segmentation"))
            except (ValueError, TypeError) as error:
                found.left_out.append(f"{name}: shape of {label!r}: {error}")
        yield found

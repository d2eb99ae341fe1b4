"""Which of CVAT's formats an export is in."""

from collections.abc import Iterator

from trainlib.annotations.annotated import Annotated, Wanted
from trainlib.annotations.archive import Archive
from trainlib.annotations.coco import read_coco
from trainlib.annotations.cvat_xml import read_cvat_xml
from trainlib.annotations.segmentation_mask import FOLDER, read_segmentation_mask
from trainlib.records.dataset import DatasetError


def read_export(archive: Archive, wanted: Wanted) -> Iterator[Annotated]:
    """The annotated images of an export, told by its files.

    Raises:
        DatasetError: where it is in none of the formats, or cannot be read.
    """
    xml = archive.matching("annotations.xml")
    coco = archive.matching("instances_*.json")
    if xml:
        for name in xml:
            yield from read_cvat_xml(archive.read(name), f"{archive.path}: {name}", wanted)
    elif coco:
        for name in coco:
            yield from read_coco(archive.read(name), f"{archive.path}: {name}", wanted)
    elif any(f"{FOLDER}/" in name for name in archive.names):
        yield from read_segmentation_mask(archive, wanted)
    else:
        raise DatasetError(
            f"{archive.path}: holds no annotations.xml, instances_*.json or {FOLDER}/; export it from CVAT as "
            "'CVAT for images 1.1', 'COCO 1.0' or 'Segmentation mask 1.1'"
        )

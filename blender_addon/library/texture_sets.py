"""Texture sets: the maps of one surface, found by the name endings of Poly Haven, ambientCG and others.

One surface is one asset, however many maps and sizes it has. So a surface is never in two splits.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from .asset import Asset
from .credits import Credits, LibraryError, credited
from .folders import distinct
from .image_file import image_fault, misnamed
from .names import clean

IMAGE_FILES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".exr", ".tga", ".bmp")
_MAPS = {
    "colour": ("diff", "diffuse", "albedo", "col", "color", "colour", "basecolor", "base_color", "basecolour"),
    "roughness": ("rough", "roughness"),
    "normal": ("nor_gl", "normal_gl", "normalgl", "normal", "nor", "nrm", "norm"),
    "normal_dx": ("nor_dx", "normal_dx", "normaldx"),
    "displacement": ("disp", "displacement", "displace", "height", "bump"),
    "ao": ("ao", "ambientocclusion", "ambient_occlusion", "occlusion"),
    "arm": ("arm", "orm"),
}
_KIND_OF = {suffix: kind for kind, suffixes in _MAPS.items() for suffix in suffixes}
_SIZE = re.compile(r"(?:^|[_-])(?P<k>\d{1,2})k(?=$|[_.-])", re.IGNORECASE)
_FORMAT = re.compile(r"[_-](?:jpg|jpeg|png|exr)(?=$|[_.-])", re.IGNORECASE)
_MAP = re.compile(
    rf"^(?:(?P<name>.+?)[_-])?(?P<map>{'|'.join(sorted(_KIND_OF, key=len, reverse=True))})$", re.IGNORECASE
)


def texture_map(stem: str) -> tuple[str, str] | None:
    """Texture and map of a file name: ("rosewood_veneer1", "colour") for "rosewood_veneer1_diff_1k".

    The texture is "" if the name is that of a map only ("albedo"); then its folder names it. None if the file is not
    a map. A map's kind is a key of `Asset.maps`.
    """
    match = _MAP.match(_FORMAT.sub("", _SIZE.sub("", stem)))
    return (match["name"] or "", _KIND_OF[match["map"].lower()]) if match else None


def size_of(stem: str) -> int:
    """The size in a file name, in thousands of pixels: 4 for "oak_diff_4k"; 0 if there is none."""
    return max((int(match["k"]) for match in _SIZE.finditer(stem)), default=0)


def scan_texture_sets(folder: Path, images: Sequence[Path], warnings: list[str]) -> tuple[Asset, ...]:
    """Every texture set among a folder's images, sorted by id, with the largest size of each map.

    A map's file that cannot be used is left out, with a line in `warnings`. Without its colour a set is not used.

    Raises:
        LibraryError: No set with a colour map in it.
    """
    found = _by_texture(folder, images, warnings)
    named: list[tuple[str, tuple[Path, ...]]] = []
    maps_of: dict[Path, Mapping[str, Path]] = {}
    faults: list[str] = []
    for (_, name), choices in sorted(found.items()):
        if "colour" not in choices:
            warnings.append(f"texture {name}: no colour map beside {', '.join(sorted(choices))}; it is not used")
            continue
        # A set with a broken colour gets a name too, so that repairing it does not rename another.
        named.append((clean(name), (choices["colour"][0],)))
        usable = {kind: good for kind, paths in sorted(choices.items()) if (good := _without_faults(paths, faults))}
        if "colour" in usable:
            maps = {kind: _greatest(name, kind, paths, warnings) for kind, paths in usable.items()}
            maps_of[choices["colour"][0]] = MappingProxyType(maps)
    if not named:
        raise LibraryError(
            f"texture folder {folder}: no image named <name>_diff.jpg or <name>_albedo.png in it or below"
        )
    warnings += faults
    _tell_misnamed(maps_of.values(), warnings)
    makers = Credits(folder)
    assets = [
        credited(Asset(f"texture/{name}", "texture", maps_of[path]["colour"], maps=maps_of[path]), makers, path)
        for name, (path,) in distinct(folder, named, warnings)
        if path in maps_of
    ]
    return tuple(sorted(assets, key=lambda asset: asset.id))


def _by_texture(
    folder: Path, images: Sequence[Path], warnings: list[str]
) -> Mapping[tuple[str, str], Mapping[str, list[Path]]]:
    """The images of each texture, by its folder and name and by the kind of map."""
    found: dict[tuple[str, str], dict[str, list[Path]]] = defaultdict(lambda: defaultdict(list))
    strays = []
    for path in images:
        match = texture_map(path.stem)
        if match is None:
            strays.append(path.name)
            continue
        # Folders whose names differ in the size only ("oak_1k", "oak_4k") hold one texture.
        place = _bare(path.parent.relative_to(folder).as_posix())
        found[place, match[0] or _bare(path.parent.name)][match[1]].append(path)
    if strays:
        warnings.append(
            f"textures: {len(strays)} pictures are not used, their names end in no map's ({strays[0]}, …); "
            "a colour map's ends in _diff, _albedo or _color"
        )
    return found


def _without_faults(paths: list[Path], faults: list[str]) -> list[Path]:
    """The files that can be used; a line in `faults` for each of the others."""
    broken = {path: fault for path in paths if (fault := image_fault(path))}
    faults += [f"{path}: left out: {fault}" for path, fault in broken.items()]
    return [path for path in paths if path not in broken]


def _tell_misnamed(sets: Iterable[Mapping[str, Path]], warnings: list[str]) -> None:
    wrong = [(path, found) for maps in sets for path in maps.values() if (found := misnamed(path))]
    if wrong:
        path, found = wrong[0]
        warnings.append(
            f"textures: {len(wrong)} image{'s have' if len(wrong) > 1 else ' has'} the ending of another format, as "
            f"{path.name}, which is {found}; read as what they are"
        )


def _bare(name: str) -> str:
    return _FORMAT.sub("", _SIZE.sub("", name))


def _greatest(name: str, kind: str, paths: list[Path], warnings: list[str]) -> Path:
    """The largest map; of two with the same size the first, with a warning."""
    sizes = [size_of(path.stem) or size_of(path.parent.name) for path in paths]
    best = sizes.index(max(sizes))
    for other, path in enumerate(paths):
        if other != best and sizes[other] == sizes[best]:
            warnings.append(f"texture {name}: two {kind} maps; {path.name} is not used")
    return paths[best]

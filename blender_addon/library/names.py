"""What file names say about an asset: its name, its category, which texture map it is."""

from __future__ import annotations

import re

_MAPS = {
    "colour": ("diff", "diffuse", "albedo", "col", "color", "colour", "basecolor", "base_color"),
    "roughness": ("rough", "roughness"),
    "normal": ("nor_gl", "normal_gl", "normalgl", "normal", "nor"),
    "displacement": ("disp", "displacement", "height"),
}
_KIND_OF = {suffix: kind for kind, suffixes in _MAPS.items() for suffix in suffixes}
NAMELESS = "thing"
"""Category of what has no word in its name."""
_SIZE = re.compile(r"[_-]\d{1,2}k$", re.IGNORECASE)
_MAP = re.compile(
    rf"^(?P<name>.+?)[_-](?P<map>{'|'.join(sorted(_KIND_OF, key=len, reverse=True))})$", re.IGNORECASE
)


def texture_map(stem: str) -> tuple[str, str] | None:
    """Texture and map of a file name: ("rosewood_veneer1", "colour") for "rosewood_veneer1_diff_1k".

    None for what is no map that materials here use (ambient occlusion, DirectX normals, …).
    """
    match = _MAP.match(_SIZE.sub("", stem))
    return (match["name"], _KIND_OF[match["map"].lower()]) if match else None


def category_of(stem: str) -> str:
    """The words of a product's file name in lower case: "arm chair" for "ArmChair_01_1k"; "thing" where none
    is left.

    Numbers, sizes and single letters, which tell one variant from the next, are left out.
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", _SIZE.sub("", stem))
    words = re.findall(r"[^\W\d_]+", spaced.lower())
    return " ".join(word for word in words if len(word) > 1) or NAMELESS


def clean(stem: str) -> str:
    """A name fit for an id: letters, digits, `_`, `-` and `.`; all else becomes `_`."""
    return re.sub(r"[^\w.-]+", "_", stem).strip("_") or "unnamed"

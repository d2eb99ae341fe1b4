"""Imports products from files: reads them with Blender's importers, and checks them."""

from .catalogue import import_packed, size_matrix
from .dress import dress
from .failure import ImportFailure
from .glow import GLOW, products_glow
from .model import Imported, import_model
from .sizing import scale_of

__all__ = [
    "GLOW",
    "ImportFailure",
    "Imported",
    "dress",
    "import_model",
    "import_packed",
    "products_glow",
    "scale_of",
    "size_matrix",
]

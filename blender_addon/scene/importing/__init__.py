"""Products from files: read by Blender's importers, checked, and made plain."""

from .dress import dress
from .failure import ImportFailure
from .model import Imported, import_model
from .sizing import scale_of

__all__ = ["ImportFailure", "Imported", "dress", "import_model", "scale_of"]

"""Products from files: read by Blender's importers, checked, and made plain."""

from .catalogue import fit_to_size, import_packed
from .dress import dress
from .failure import ImportFailure
from .model import Imported, import_model
from .sizing import scale_of

__all__ = ["ImportFailure", "Imported", "dress", "fit_to_size", "import_model", "import_packed", "scale_of"]

"""What stands around the product: supports, furniture, other products, something in front of it."""

from .furnish import Surroundings, furnish
from .support import Standing, build_support, fit_support

__all__ = ["Standing", "Surroundings", "build_support", "fit_support", "furnish"]

"""Products in a scene: a plan becomes mesh objects that stand upright at the origin."""

from .build import build_product

__all__ = ["build_product"]

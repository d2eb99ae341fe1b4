"""Spec, seed and id to one sample in numbers, with no Blender at hand."""

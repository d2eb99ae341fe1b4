"""Turns spec, seed and id into one sample in numbers, without Blender."""

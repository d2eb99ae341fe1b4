"""Builds a Blender scene from a recipe: product, camera, room, lights and studio."""

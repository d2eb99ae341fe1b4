"""A recipe to a Blender scene: product, camera, room, lights and studio."""

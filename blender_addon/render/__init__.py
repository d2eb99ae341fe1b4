"""Renders a scene to arrays: engine, passes, denoising, and reading Blender's files."""

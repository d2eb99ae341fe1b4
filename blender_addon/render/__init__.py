"""A scene to arrays: engine, passes, denoising, and reading what Blender wrote."""

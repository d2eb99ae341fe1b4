"""What differs between Blender versions and builds: one file for each thing, named for it.

Types here are `Any` where a version has what the stubs, which are of one version, do not know.
"""

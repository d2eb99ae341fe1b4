"""Enables the passes of a render, and denoises its light layers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import bpy

from ..narrowing import of_type
from ..versions.compositor import compositor, denoise_node, layers_to_file


def ask_for(scene: bpy.types.Scene, groups: Sequence[str], aovs: Sequence[str] = (), cryptomatte: bool = False) -> None:
    """Turn on the passes: a light layer for each group, depth, normal, and what else is requested."""
    layer = scene.view_layers[0]
    for group in groups:
        layer.lightgroups.add(name=group)
    layer.use_pass_combined = True
    layer.use_pass_z = True
    layer.use_pass_normal = True
    for name in aovs:
        aov = layer.aovs.add()
        aov.name, aov.type = name, "VALUE"
    if cryptomatte:
        layer.use_pass_cryptomatte_object = True
        layer.pass_cryptomatte_depth = 4
    cycles: Any = layer.cycles
    cycles.denoising_store_passes = True  # guides for the denoiser, albedo for the white balance


def denoise_layers(scene: bpy.types.Scene, groups: Sequence[str], path: Path, prefilter: str) -> None:
    """Denoise each light layer after the render, guided by albedo and normals, into an EXR at `path`*."""
    tree = compositor(scene)
    source = of_type(bpy.types.CompositorNodeRLayers, tree.nodes.new("CompositorNodeRLayers"))
    source.scene = scene
    sockets = layers_to_file(tree, path, list(groups))
    for group in groups:
        node = denoise_node(tree, prefilter)
        tree.links.new(source.outputs[f"Combined_{group}"], node.inputs["Image"])
        tree.links.new(source.outputs["Denoising Normal"], node.inputs["Normal"])
        tree.links.new(source.outputs["Denoising Albedo"], node.inputs["Albedo"])
        tree.links.new(node.outputs["Image"], sockets[group])

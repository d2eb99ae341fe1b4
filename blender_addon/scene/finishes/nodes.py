"""A short hand for node trees, so that a finish reads as what it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bpy

from ..clear_glass import let_light_through
from ..mesh import GRAIN

Socket = bpy.types.NodeSocket


class Tree:
    """A new material with one Principled BSDF, and nodes added to it by what they do.

    Wherever a method takes a value it also takes another node's output socket, and links it.
    """

    def __init__(self, name: str) -> None:
        self.material = bpy.data.materials.new(name)
        self.material.use_nodes = True
        self._nodes = self.material.node_tree.nodes
        self._links = self.material.node_tree.links
        self._nodes.clear()
        self.surface = self.node("ShaderNodeBsdfPrincipled")
        self._output = self.node("ShaderNodeOutputMaterial")
        self._links.new(self.surface.outputs[0], self._output.inputs["Surface"])

    def node(self, kind: str, **settings: Any) -> bpy.types.Node:
        """A node of that type with its properties set."""
        made = self._nodes.new(kind)
        for name, value in settings.items():
            setattr(made, name, value)
        return made

    def set(self, node: bpy.types.Node, **inputs: Any) -> bpy.types.Node:
        """Set or link inputs by name, underscores for spaces; a triple becomes a colour where the socket is
        one.
        """
        for name, value in inputs.items():
            self.put(node.inputs[name.replace("_", " ")], value)
        return node

    def put(self, socket: Socket, value: Any) -> None:
        """Set a socket to a value, or link an output to it."""
        if isinstance(value, Socket):
            self._links.new(value, socket)
        elif socket.type == "RGBA":
            socket.default_value = (*value[:3], 1.0)
        else:
            socket.default_value = value

    def principled(self, **inputs: Any) -> None:
        """Set or link inputs of the surface."""
        self.set(self.surface, **inputs)

    def grain(self, stretch: Sequence[float] = (1.0, 1.0, 1.0)) -> Socket:
        """Where a point lies in its piece of material, in metres, the grain along z; each axis times
        `stretch`.
        """
        attribute = self.node("ShaderNodeAttribute", attribute_name=GRAIN)
        scaled = self.node("ShaderNodeVectorMath", operation="MULTIPLY")
        self.put(scaled.inputs[0], attribute.outputs["Vector"])
        self.put(scaled.inputs[1], tuple(stretch))
        return scaled.outputs[0]

    def uv(self) -> tuple[Socket, Socket]:
        """The two coordinates of the mesh's UV map."""
        split = self.node("ShaderNodeSeparateXYZ")
        self.put(split.inputs[0], self.node("ShaderNodeUVMap").outputs[0])
        return split.outputs[0], split.outputs[1]

    def noise(self, vector: Socket, scale: float, detail: float = 2.0) -> Socket:
        """Smooth noise around 0.5; `scale` in cells a metre."""
        return self.set(self.node("ShaderNodeTexNoise"), Vector=vector, Scale=scale, Detail=detail).outputs[0]

    def cells(self, vector: Socket, scale: float) -> Socket:
        """Distance to the nearest of scattered points, in cells."""
        return self.set(self.node("ShaderNodeTexVoronoi"), Vector=vector, Scale=scale).outputs["Distance"]

    def math(self, operation: str, first: Any, second: Any = 0.0) -> Socket:
        """A Math node's result."""
        made = self.node("ShaderNodeMath", operation=operation)
        self.put(made.inputs[0], first)
        self.put(made.inputs[1], second)
        return made.outputs[0]

    def ramp(self, value: Socket, low: float, high: float, start: float = 0.0, end: float = 1.0) -> Socket:
        """`value` from [low, high] to [start, end], held outside."""
        made = self.node("ShaderNodeMapRange")
        for socket, number in zip(made.inputs[:5], (value, low, high, start, end), strict=True):
            self.put(socket, number)
        return made.outputs[0]

    def mix(self, factor: Any, first: Any, second: Any) -> Socket:
        """A colour between two."""
        made = self.node("ShaderNodeMix", data_type="RGBA")
        by_name = {(socket.name, socket.type): socket for socket in made.inputs}
        self.put(by_name["Factor", "VALUE"], factor)
        self.put(by_name["A", "RGBA"], first)
        self.put(by_name["B", "RGBA"], second)
        return next(socket for socket in made.outputs if socket.type == "RGBA")

    def bump(self, height: Socket, depth_m: float) -> None:
        """Relief of the surface, `depth_m` from 0 to 1 of `height`."""
        made = self.set(self.node("ShaderNodeBump"), Strength=1.0, Distance=depth_m, Height=height)
        self.principled(Normal=made.outputs[0])

    def let_light_through(self, tint: Sequence[float]) -> None:
        """Let light through to what is behind, coloured by `tint`, while every other ray sees the surface."""
        let_light_through(self.material.node_tree, self.surface.outputs[0], self._output.inputs["Surface"], tint)

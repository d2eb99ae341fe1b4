"""A shorthand for the node trees of product materials."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bpy

from ..clear_glass import let_light_through
from ..mesh import GRAIN
from ..node_tree import Nodes, Number, Socket, new_material


class Tree(Nodes):
    """A new material with one Principled BSDF, and nodes added to it by what they do."""

    def __init__(self, name: str) -> None:
        self.material, nodes = new_material(name)
        super().__init__(nodes.tree)
        self.surface = self.node("ShaderNodeBsdfPrincipled")
        self._output = self.node("ShaderNodeOutputMaterial")
        self.feed(self._output.inputs["Surface"], self.surface.outputs[0])

    def set(self, node: bpy.types.Node, **inputs: Any) -> bpy.types.Node:
        """Set or link inputs by name, underscores for spaces."""
        for name, value in inputs.items():
            self.feed(node.inputs[name.replace("_", " ")], value)
        return node

    def principled(self, **inputs: Any) -> None:
        """Set or link inputs of the surface."""
        self.set(self.surface, **inputs)

    def grain(self, stretch: Sequence[float] = (1.0, 1.0, 1.0)) -> Socket:
        """Where a point lies in its piece of material, in metres, the grain along z; each axis times
        `stretch`.
        """
        attribute = self.node("ShaderNodeAttribute", attribute_name=GRAIN)
        return self.vector("MULTIPLY", attribute.outputs["Vector"], tuple(stretch))

    def uv(self) -> tuple[Socket, Socket]:
        """The two coordinates of the mesh's UV map."""
        u, v, _ = self.xyz(self.node("ShaderNodeUVMap").outputs[0])
        return u, v

    def noise(self, vector: Socket, scale: float, detail: float = 2.0) -> Socket:
        """Smooth noise around 0.5; `scale` in cells a metre."""
        return self.set(self.node("ShaderNodeTexNoise"), Vector=vector, Scale=scale, Detail=detail).outputs[0]

    def cells(self, vector: Socket, scale: float) -> Socket:
        """Distance to the nearest of scattered points, in cells."""
        return self.set(self.node("ShaderNodeTexVoronoi"), Vector=vector, Scale=scale).outputs["Distance"]

    def ramp(self, value: Socket, low: float, high: float, start: float = 0.0, end: float = 1.0) -> Socket:
        """`value` from [low, high] to [start, end], held outside."""
        made = self.node("ShaderNodeMapRange")
        numbers: tuple[Number, ...] = (value, low, high, start, end)
        for socket, number in zip(made.inputs[:5], numbers, strict=True):
            self.feed(socket, number)
        return made.outputs[0]

    def mix(self, factor: Any, first: Any, second: Any) -> Socket:
        """A colour between two."""
        made = self.node("ShaderNodeMix", data_type="RGBA")
        by_name = {(socket.name, socket.type): socket for socket in made.inputs}
        self.feed(by_name["Factor", "VALUE"], factor)
        self.feed(by_name["A", "RGBA"], first)
        self.feed(by_name["B", "RGBA"], second)
        return next(socket for socket in made.outputs if socket.type == "RGBA")

    def bump(self, height: Socket, depth_m: float) -> None:
        """Relief of the surface, `depth_m` from 0 to 1 of `height`."""
        made = self.set(self.node("ShaderNodeBump"), Strength=1.0, Distance=depth_m, Height=height)
        self.principled(Normal=made.outputs[0])

    def let_light_through(self, tint: Sequence[float]) -> None:
        """Let light through to what is behind, coloured by `tint`, while every other ray sees the surface."""
        let_light_through(self, self.surface.outputs[0], self._output.inputs["Surface"], tint)

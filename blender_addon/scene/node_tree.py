"""Builds node trees by methods that add nodes.

Only nodes and sockets that Blender 4.2 to 5.2 share are used. Sockets are addressed by identifier or by place where
their label changed between versions ("Fac" became "Factor").
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bpy

from ..narrowing import of_type
from ..versions.material_nodes import give_nodes

Socket = bpy.types.NodeSocket
Number = Socket | float
Triple = Socket | Sequence[float]


class Nodes:
    """A tree to which nodes are added. A method that takes a value also takes an output socket, and links it."""

    def __init__(self, tree: bpy.types.NodeTree | None) -> None:
        self.tree = of_type(bpy.types.NodeTree, tree)

    def node(self, kind: str, **settings: Any) -> bpy.types.Node:
        """A new node of that type with its properties set."""
        made = self.tree.nodes.new(kind)
        for name, value in settings.items():
            setattr(made, name, value)
        return made

    def feed(self, socket: Socket, value: Number | Triple) -> None:
        """Set the value of an input, or link an output to it. A colour may lack its alpha, which is then 1."""
        if isinstance(value, Socket):
            self.tree.links.new(value, socket)
        elif socket.type == "RGBA" and not isinstance(value, float):
            set_value(socket, (*value[:3], 1.0))
        else:
            set_value(socket, value)

    def math(self, operation: str, a: Number, b: Number = 0.0, c: Number = 0.0, clamp: bool = False) -> Socket:
        """One operation of the Math node on the one, two or three numbers that it takes."""
        node = self.node("ShaderNodeMath", operation=operation, use_clamp=clamp)
        for socket, value in zip(node.inputs, (a, b, c), strict=True):
            self.feed(socket, value)
        return node.outputs[0]

    def vector(self, operation: str, a: Triple, b: Triple, c: Triple = (0.0, 0.0, 0.0)) -> Socket:
        """One operation of the Vector Math node on the one, two or three vectors that it takes."""
        node = self.node("ShaderNodeVectorMath", operation=operation)
        for socket, value in zip(node.inputs, (a, b, c), strict=False):
            self.feed(socket, value)
        return node.outputs["Value" if operation in ("DOT_PRODUCT", "LENGTH") else "Vector"]

    def dimmed(self, colour: Triple, level: Number) -> Socket:
        """A colour times a level."""
        node = self.node("ShaderNodeVectorMath", operation="SCALE")
        self.feed(node.inputs[0], colour)
        self.feed(node.inputs["Scale"], level)
        return node.outputs["Vector"]

    def xyz(self, vector: Socket) -> tuple[Socket, Socket, Socket]:
        """The x, y and z of a vector."""
        node = self.node("ShaderNodeSeparateXYZ")
        self.feed(node.inputs[0], vector)
        return node.outputs[0], node.outputs[1], node.outputs[2]

    def mixed_shader(self, share: Number, first: Socket, second: Socket) -> Socket:
        """The first shader at share 0, the second at 1."""
        node = self.node("ShaderNodeMixShader")
        for socket, value in zip(node.inputs, (share, first, second), strict=True):
            self.feed(socket, value)
        return node.outputs[0]


def set_value(socket: Socket, value: Any) -> None:
    """Set the default value of an input. Each subtype of socket has its own type of value, and the base has none."""
    any_socket: Any = socket
    any_socket.default_value = value


def value_of(socket: Socket) -> Any:
    """The default value of an input: a number, or a vector or colour of Blender's."""
    any_socket: Any = socket
    return any_socket.default_value


def links_of(socket: Socket) -> list[bpy.types.NodeLink]:
    """The links of a socket."""
    return list(socket.links or ())


def source_of(socket: Socket) -> bpy.types.Node | None:
    """The node that an input is linked to; None if it is not linked."""
    links = links_of(socket)
    return links[0].from_node if links else None


def start_of(link: bpy.types.NodeLink) -> Socket:
    """The output that a link leads from."""
    return of_type(bpy.types.NodeSocket, link.from_socket)


def end_of(link: bpy.types.NodeLink) -> Socket:
    """The input that a link leads to."""
    return of_type(bpy.types.NodeSocket, link.to_socket)


def node_of(socket: Socket) -> bpy.types.Node:
    """The node that a socket belongs to."""
    return of_type(bpy.types.Node, socket.node)


def new_material(name: str) -> tuple[bpy.types.Material, Nodes]:
    """A new material and its tree, empty."""
    material = bpy.data.materials.new(name)
    give_nodes(material)
    nodes = Nodes(material.node_tree)
    nodes.tree.nodes.clear()
    return material, nodes


def new_world(scene: bpy.types.Scene, name: str, map_resolution: int) -> tuple[bpy.types.World, Nodes]:
    """A new world for the scene with a light group of its name, and its tree with a Background node.

    The automatic importance map is as large as an HDRI and takes half a second per render; this one is `map_resolution`
    wide.
    """
    world = bpy.data.worlds.new(name)
    world.use_nodes = True
    world.lightgroup = name
    cycles: Any = world.cycles
    cycles.sampling_method, cycles.sample_map_resolution = "MANUAL", map_resolution
    scene.world = world
    return world, Nodes(world.node_tree)


def keep_from_light_sampling(material: bpy.types.Material) -> None:
    """Exclude the material's emission from light sampling: rays see it, but none is aimed at it."""
    cycles: Any = material.cycles
    cycles.emission_sampling = "NONE"

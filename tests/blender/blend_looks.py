"""Scenes that a .blend product may be, small and each of a kind that an import can lose or change."""

from __future__ import annotations

import math
from collections.abc import Callable

import bpy
import numpy as np
from model_files import material, surface_of


def cube(size: float = 0.5, colour: tuple[float, float, float] = (0.6, 0.6, 0.55)) -> bpy.types.Object:
    bpy.ops.mesh.primitive_cube_add(size=size)
    bpy.context.object.data.materials.append(material("paint", colour))
    return bpy.context.object


def text_and_curve() -> None:
    cube()
    bpy.ops.object.text_add(location=(-0.2, -0.26, -0.1), rotation=(math.pi / 2, 0, 0))
    text = bpy.context.object
    text.data.body, text.data.size, text.data.extrude = "TEA", 0.25, 0.02
    text.data.materials.append(material("ink", (0.7, 0.05, 0.05)))
    bpy.ops.curve.primitive_bezier_circle_add(radius=0.4)
    bpy.context.object.data.bevel_depth = 0.04
    bpy.context.object.data.materials.append(material("ring", (0.05, 0.5, 0.1)))


def metaballs() -> None:
    for place in ((0, 0, 0), (0.3, 0, 0.1)):
        bpy.ops.object.metaball_add(radius=0.35, location=place)
        bpy.context.object.data.resolution = bpy.context.object.data.render_resolution = 0.05
    bpy.data.objects["Mball"].data.materials.append(material())


def hidden_ball(radius: float) -> bpy.types.Object:
    bpy.ops.mesh.primitive_ico_sphere_add(radius=radius, location=(5, 0, 0))
    ball = bpy.context.object
    ball.data.materials.append(material())
    ball.hide_render = True
    return ball


def instance_on_points(host: bpy.types.Object, source: bpy.types.Object) -> None:
    """Geometry nodes that put an instance of `source` on each vertex of `host`."""
    tree = geometry_nodes(host)
    start, end = tree.nodes["Group Input"], tree.nodes["Group Output"]
    spread, join, info = (
        tree.nodes.new(f"GeometryNode{kind}") for kind in ("InstanceOnPoints", "JoinGeometry", "ObjectInfo")
    )
    info.inputs["Object"].default_value, info.inputs["As Instance"].default_value = source, True
    for one, other in (
        (start.outputs[0], spread.inputs["Points"]),
        (info.outputs["Geometry"], spread.inputs["Instance"]),
        (spread.outputs[0], join.inputs[0]),
        (start.outputs[0], join.inputs[0]),
        (join.outputs[0], end.inputs[0]),
    ):
        tree.links.new(one, other)


def geometry_nodes(host: bpy.types.Object) -> bpy.types.NodeTree:
    """A new group of geometry nodes, the last modifier of `host`, with its two ends and nothing between."""
    tree = bpy.data.node_groups.new("nodes", "GeometryNodeTree")
    for way in ("INPUT", "OUTPUT"):
        tree.interface.new_socket("Geometry", in_out=way, socket_type="NodeSocketGeometry")
        tree.nodes.new(f"NodeGroup{way.title()}")
    host.modifiers.new("nodes", "NODES").node_group = tree
    return tree


def studs_by_geometry_nodes() -> None:
    instance_on_points(cube(), hidden_ball(0.08))


def balls_by_geometry_nodes() -> None:
    """Points that render as balls, and no face."""
    tree = geometry_nodes(cube())
    points, painted = tree.nodes.new("GeometryNodeMeshToPoints"), tree.nodes.new("GeometryNodeSetMaterial")
    points.inputs["Radius"].default_value = 0.1
    painted.inputs["Material"].default_value = bpy.data.materials["paint"]
    tree.links.new(tree.nodes["Group Input"].outputs[0], points.inputs[0])
    tree.links.new(points.outputs[0], painted.inputs[0])
    tree.links.new(painted.outputs[0], tree.nodes["Group Output"].inputs[0])


def studs_by_vertices() -> None:
    """An instancer that does not render itself."""
    host, ball = cube(), hidden_ball(0.08)
    ball.hide_render, ball.location, ball.parent = False, (0, 0, 0), host
    host.instance_type, host.show_instancer_for_render = "VERTS", False


def particles(render_type: str) -> Callable[[], None]:
    def build() -> None:
        host = cube()
        settings = host.modifiers.new("p", "PARTICLE_SYSTEM").particle_system.settings
        settings.type, settings.count, settings.render_type = "HAIR", 80, render_type
        if render_type == "OBJECT":
            settings.instance_object, settings.particle_size = hidden_ball(0.4), 0.1
        else:
            settings.hair_length, settings.root_radius, settings.radius_scale = 0.25, 1.0, 0.02

    return build


def brush_of_hair_curves() -> None:
    cube()
    rng = np.random.default_rng(1)
    data = bpy.data.hair_curves.new("hair")
    data.add_curves([2] * 300)
    feet = rng.uniform(-0.24, 0.24, (300, 2))
    for index, (x, y) in enumerate(feet):
        data.points[2 * index].position, data.points[2 * index + 1].position = (x, y, 0.25), (1.3 * x, 1.3 * y, 0.5)
        data.points[2 * index].radius = data.points[2 * index + 1].radius = 0.01
    data.materials.append(material())
    bpy.context.scene.collection.objects.link(bpy.data.objects.new("hair", data))


def checker(output: str) -> Callable[[], None]:
    def build() -> None:
        thing = cube()
        tree = thing.data.materials[0].node_tree
        place, pattern = tree.nodes.new("ShaderNodeTexCoord"), tree.nodes.new("ShaderNodeTexChecker")
        pattern.inputs["Color1"].default_value = (0.7, 0.1, 0.1, 1)
        pattern.inputs["Scale"].default_value = 4.0 if output == "Generated" else 9.0
        tree.links.new(place.outputs[output], pattern.inputs["Vector"])
        tree.links.new(pattern.outputs[0], surface_of(thing.data.materials[0]).inputs["Base Color"])
        thing.scale, thing.rotation_euler = (0.8, 1, 1.5), (0.4, 0, 0.6)

    return build


def object_info(output: str) -> Callable[[], None]:
    def build() -> None:
        thing = cube(0.3)
        thing.color, thing.location, thing.pass_index = (0.8, 0.1, 0.1, 1), (0.3, 0.2, 0.1), 1
        tree = thing.data.materials[0].node_tree
        info = tree.nodes.new("ShaderNodeObjectInfo")
        tree.links.new(info.outputs[output], surface_of(thing.data.materials[0]).inputs["Base Color"])
        for index in range(4):
            twin = thing.copy()
            bpy.context.scene.collection.objects.link(twin)
            twin.name, twin.location = f"plank é {index}", (-0.4 + 0.2 * index, -0.3, 0.3 - 0.2 * index)

    return build


def animated() -> None:
    """At its frame it stands elsewhere than at the first."""
    thing = cube(0.4)
    for frame, place in ((1, -0.3), (41, 0.3)):
        thing.location.x = place
        thing.keyframe_insert("location", frame=frame)
    bpy.context.scene.frame_set(31)


def particles_at_their_frame() -> None:
    host = cube(0.3)
    settings = host.modifiers.new("p", "PARTICLE_SYSTEM").particle_system.settings
    settings.count, settings.frame_start, settings.frame_end, settings.lifetime = 50, 1, 1, 500
    settings.normal_factor, settings.effector_weights.gravity = 0.3, 0
    settings.render_type, settings.instance_object, settings.particle_size = "OBJECT", hidden_ball(0.4), 0.1
    for frame in range(1, 13):
        bpy.context.scene.frame_set(frame)


def inside_out_and_displaced() -> None:
    """Turned under its modifier, it would grow where it shrinks."""
    bpy.ops.mesh.primitive_uv_sphere_add(radius=0.3)
    ball = bpy.context.object
    ball.data.materials.append(material())
    ball.data.flip_normals()
    moved = ball.modifiers.new("moved", "DISPLACE")
    moved.strength, moved.mid_level = -0.2, 0.0


def surface() -> None:
    bpy.ops.surface.primitive_nurbs_surface_sphere_add(radius=0.4)
    bpy.context.object.data.materials.append(material())


def collection_shown_and_instanced() -> None:
    thing = cube(0.3)
    group = bpy.data.collections.new("group")
    bpy.context.scene.collection.children.link(group)
    bpy.context.scene.collection.objects.unlink(thing)
    group.objects.link(thing)
    holder = bpy.data.objects.new("holder", None)
    holder.instance_type, holder.instance_collection = "COLLECTION", group
    holder.location, holder.scale, holder.rotation_euler = (0.3, 0, 0.3), (0.5, 1, 1), (0, 0.5, 0)
    bpy.context.scene.collection.objects.link(holder)


LOOKS = {
    "text and curve": text_and_curve,
    "metaballs": metaballs,
    "geometry nodes": studs_by_geometry_nodes,
    "particles": particles("OBJECT"),
    "particle hair": particles("PATH"),
    "hair curves": brush_of_hair_curves,
    "generated coordinates": checker("Generated"),
    "object coordinates": checker("Object"),
    "object colour": object_info("Color"),
    "object random": object_info("Random"),
    "object location": object_info("Location"),
    "animated": animated,
    "particles at their frame": particles_at_their_frame,
    "inside out and displaced": inside_out_and_displaced,
    "surface": surface,
    "points": balls_by_geometry_nodes,
    "instances on vertices": studs_by_vertices,
    "collection": collection_shown_and_instanced,
}

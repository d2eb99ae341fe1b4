"""A MaterialPlan of the room to a bpy material: its kind gives a SurfaceLook, which is turned into a shader here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import bpy

from ...library.asset import Library
from ...library.opening import opening
from ...library.unusable import UnusableAssetError
from ...recipe.model import MaterialPlan
from ..node_tree import Socket, Triple
from .carpet import carpet
from .courses import brick, tiles
from .ground import asphalt, grass, gravel, paving
from .growth import blades, boards, leaves
from .image import image
from .look import MaterialError, SurfaceLook
from .made import cloth, metal, panelling, print_
from .nodes import Shading
from .packed import map_files
from .plain import gloss_paint, plain, scuffed
from .planks import planks
from .wallpaper import wallpaper
from .walls import concrete, dirty_plaster, paint, plaster

IOR = 1.45
"""Of paint, varnish, glaze and stone."""
_DULL = 0.7
"""Roughness above which the gloss of a wall cannot be told from its matte ground."""

_PAINTERS: dict[str, Callable[[Shading, dict[str, Any]], SurfaceLook]] = {
    "planks": planks,
    "tiles": tiles,
    "carpet": carpet,
    "concrete": concrete,
    "plaster": plaster,
    "dirty_plaster": dirty_plaster,
    "wallpaper": wallpaper,
    "brick": brick,
    "paint": paint,
    "gloss_paint": gloss_paint,
    "scuffed": scuffed,
    "plain": plain,
    "cloth": cloth,
    "panelling": panelling,
    "print": print_,
    "metal": metal,
    "asphalt": asphalt,
    "gravel": gravel,
    "paving": paving,
    "grass": grass,
    "blades": blades,
    "leaves": leaves,
    "boards": boards,
}


def surface_material(plan: MaterialPlan, library: Library) -> bpy.types.Material:
    """A new material for a floor, a wall or joinery, in metric scale.

    Meshes with this material need the UV layer "metres" (u and v in metres along the surface).

    Raises:
        MaterialError: An unknown kind, or a texture that is not in the library.
        UnusableAssetError: A texture's file that is missing or cannot be read.
    """
    shading = Shading(f"surface_{plan.kind}")
    if plan.kind == "image":
        look = _image(shading, plan, library)
    elif plan.kind in _PAINTERS:
        look = _PAINTERS[plan.kind](shading, plan.parameters)
    else:
        kinds = ", ".join(("image", *_PAINTERS))
        raise MaterialError(f"no surface of kind {plan.kind!r}; there are {kinds}")
    _shade(shading, look)
    return shading.material


def _image(shading: Shading, plan: MaterialPlan, library: Library) -> SurfaceLook:
    try:
        asset = library.get(plan.texture or "")
    except KeyError:
        raise MaterialError(
            f"texture {plan.texture!r} is not in the library; give the folder that this recipe was drawn with"
        ) from None
    try:
        with opening(asset), map_files(asset) as maps:
            return image(shading, plan.parameters, maps)
    except MaterialError as error:
        raise UnusableAssetError(asset.id, str(error)) from error


def _shade(shading: Shading, look: SurfaceLook) -> None:
    """Full detail for rays from the camera, mirrors and glass; the mean colour for diffuse bounces.

    Cycles skips the branch of a mix whose weight is 0, so a matte bounce, of which a pixel has several, costs
    no more than a plain diffuse surface, and its light is less noisy.
    """
    matte, _ = _ground(shading, look.mean, look.through)
    path = shading.node("ShaderNodeLightPath")
    seen = _seen(shading, look)
    output = shading.node("ShaderNodeOutputMaterial")
    surface = shading.mixed_shader(path.outputs["Is Diffuse Ray"], seen, matte)
    if look.clear:
        surface = shading.mixed_shader(look.clear, surface, shading.node("ShaderNodeBsdfTransparent").outputs[0])
    shading.feed(output.inputs["Surface"], surface)


def _ground(shading: Shading, colour: Triple, through: float) -> tuple[Socket, list[bpy.types.Node]]:
    """Diffuse, with a share of translucency. Also returns the nodes, so that their normals can be set."""
    front = shading.node("ShaderNodeBsdfDiffuse")
    shading.feed(front.inputs["Color"], colour)
    if not through:
        return front.outputs[0], [front]
    back = shading.node("ShaderNodeBsdfTranslucent")
    shading.feed(back.inputs["Color"], colour)
    return shading.mixed_shader(through, front.outputs[0], back.outputs[0]), [front, back]


def _seen(shading: Shading, look: SurfaceLook) -> Socket:
    """Paint, glaze or varnish over a matte ground: diffuse, and a Fresnel share of gloss, if it is not too rough.

    Principled gives nearly the same image and costs more: a closed room of it took 71 % longer than one of
    flat diffuse walls, and 18 % longer where only camera rays saw it, against 9 % for these two nodes.
    """
    shader, bent = _ground(shading, look.colour, look.through)
    roughness = look.roughness
    if roughness is not None and (look.metal or not isinstance(roughness, float) or roughness <= _DULL):
        gloss = shading.node("ShaderNodeBsdfAnisotropic", distribution="GGX")
        shading.feed(gloss.inputs["Roughness"], roughness)
        if look.metal:
            shading.feed(gloss.inputs["Color"], look.colour)
            shader, bent = gloss.outputs[0], [gloss]
        else:
            fresnel = shading.node("ShaderNodeFresnel")
            shading.feed(fresnel.inputs["IOR"], IOR)
            # A rough surface shadows itself at grazing angles, where the Fresnel term of a smooth one nears 1.
            hidden = shading.math("MULTIPLY_ADD", roughness, -0.7, 1.0)
            share = shading.math("MULTIPLY", fresnel.outputs[0], hidden)
            shader = shading.mixed_shader(share, shader, gloss.outputs[0])
            bent += [gloss, fresnel]
    normal = look.normal
    if look.relief is not None:
        bump = shading.node("ShaderNodeBump")
        shading.feed(bump.inputs["Height"], look.relief)
        shading.feed(bump.inputs["Distance"], look.relief_m)
        shading.feed(bump.inputs["Strength"], 1.0)
        if normal is not None:
            shading.feed(bump.inputs["Normal"], normal)
        normal = bump.outputs[0]
    if normal is not None:
        for node in bent:
            shading.feed(node.inputs["Normal"], normal)
    return shader

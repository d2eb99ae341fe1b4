"""A MaterialPlan of the room to a bpy material: the kind paints a Look, this page makes it a shader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import bpy

from ...library.asset import Library
from ...recipe.model import MaterialPlan
from .carpet import carpet
from .courses import brick, tiles
from .image import image
from .look import Look, MaterialError
from .nodes import Shading, Socket
from .planks import planks
from .wallpaper import wallpaper
from .walls import concrete, dirty_plaster, paint, plaster

_PAINTERS: dict[str, Callable[[Shading, dict[str, Any]], Look]] = {
    "planks": planks,
    "tiles": tiles,
    "carpet": carpet,
    "concrete": concrete,
    "plaster": plaster,
    "dirty_plaster": dirty_plaster,
    "wallpaper": wallpaper,
    "brick": brick,
    "paint": paint,
}


def surface_material(plan: MaterialPlan, library: Library) -> bpy.types.Material:
    """A new material for a floor, a wall or joinery, in metric scale.

    Meshes that wear it carry the UV layer "metres" (u and v in metres along the surface).

    Raises:
        MaterialError: an unknown kind, a texture that the library has not, or a file that cannot be read.
    """
    shading = Shading(f"surface_{plan.kind}")
    if plan.kind == "image":
        look = image(shading, plan.parameters, _maps_of(plan, library))
    elif plan.kind in _PAINTERS:
        look = _PAINTERS[plan.kind](shading, plan.parameters)
    else:
        kinds = ", ".join(("image", *_PAINTERS))
        raise MaterialError(f"no surface of kind {plan.kind!r}; there are {kinds}")
    _shade(shading, look)
    return shading.material


def _maps_of(plan: MaterialPlan, library: Library) -> Mapping[str, Path]:
    try:
        asset = library.get(plan.texture or "")
    except KeyError:
        raise MaterialError(
            f"texture {plan.texture!r} is not in the library; give the folder that this recipe was drawn with"
        ) from None
    return asset.maps


def _shade(shading: Shading, look: Look) -> None:
    """Full detail for what the camera, mirrors and glass see; the mean colour for light that bounces off.

    Cycles skips the branch of a mix whose weight is 0, so a matte bounce, of which a pixel has several, costs
    no more than a plain diffuse surface, and its light is less noisy.
    """
    matte = shading.node("ShaderNodeBsdfDiffuse")
    shading.feed(matte.inputs["Color"], look.mean)
    path = shading.node("ShaderNodeLightPath")
    mix = shading.node("ShaderNodeMixShader")
    shading.feed(mix.inputs[0], path.outputs["Is Diffuse Ray"])
    shading.feed(mix.inputs[1], _detailed(shading, look))
    shading.feed(mix.inputs[2], matte.outputs[0])
    output = shading.node("ShaderNodeOutputMaterial")
    shading.feed(output.inputs["Surface"], mix.outputs[0])


def _detailed(shading: Shading, look: Look) -> Socket:
    if look.roughness is None:
        node = shading.node("ShaderNodeBsdfDiffuse")
        shading.feed(node.inputs["Color"], look.colour)
        shading.feed(node.inputs["Roughness"], 1.0)
    else:
        node = shading.node("ShaderNodeBsdfPrincipled")
        shading.feed(node.inputs["Base Color"], look.colour)
        shading.feed(node.inputs["Roughness"], look.roughness)
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
        shading.feed(node.inputs["Normal"], normal)
    return node.outputs[0]

"""The one road from a photo to a packshot. ``predict`` walks it, and what is exported is a part of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from trainlib.checkpoints import CheckpointError, LoadedNetwork
from trainlib.images.alpha import to_float, to_uint8
from trainlib.images.arrays import Float32Array, UInt8Array
from trainlib.inference import networks, relight
from trainlib.inference.closer import Look, Window, look_closer, whole
from trainlib.inference.confidence import confidence
from trainlib.inference.foreground import at_full_size, estimate_foreground, lay_on_white
from trainlib.inference.onnx_network import OnnxNetwork, load
from trainlib.inference.preprocess import Letterbox, letterbox, place, resize, unletterbox
from trainlib.inference.refine import drop_islands, refine_alpha
from trainlib.inference.shadow import at_full_size as shadow_at_full_size
from trainlib.inference.shadow import finish, from_photo, is_drawn

# Above this a photo's edge is no sharper than its lens: the matte and the colours at the edge are found on
# a reduced copy, which bounds the memory; opaque pixels are always the photo's own.
WORKING_PIXELS = 12_000_000

SCALES = (0.75, 1.25)  # of the network's size, beside it

_FROM_A_PHOTO = ("image", "alpha")


@dataclass(frozen=True)
class Result:
    """What became of one photo of H x W pixels.

    Attributes:
        mask: uint8 [H, W], how much of a pixel is product; 255 = all.
        foreground: uint8 [H, W, 3] sRGB, the product's own colours, also where alpha is small.
        packshot: uint8 [H, W, 3] sRGB, the product (relit if there is a relight network) on white;
            exactly 255 where mask and shadow are 0.
        confidence: from 0 to 1, see ``confidence.confidence``.
        relit: uint8 [H, W, 3] sRGB, the colours that the packshot was mixed of; the very ``foreground`` if not relit.
    """

    mask: UInt8Array
    foreground: UInt8Array
    packshot: UInt8Array
    confidence: float
    relit: UInt8Array

    @property
    def alpha(self) -> Float32Array:
        """The mask as float32 [H, W] in [0, 1]."""
        return to_float(self.mask)


class Pipeline:
    """A cut-out network, perhaps a relight network, and all that is around them.

    Args:
        cutout: takes the picture alone.
        relight: takes the picture, or the picture and alpha.
        device: ``auto``, ``cpu`` or ``cuda``.
        flip: average over the photo and its mirror image, which also tells how sure the network is.
        scales: average the matte over three sizes too, see ``SCALES``.
        double_pass: look again at a crop around what was found, see ``closer``.
        shadow: "none", "soften" or "keep", see ``shadow.finish``; the relight network's, or without one (or where it
            draws none) the photo's, see ``shadow.from_photo``.
        own_colours: leave the product's colours as they are, whatever light the relight network gives.

    Raises:
        CheckpointError: a network wants inputs that a photo does not have.
        DeviceError: the device is not there.
    """

    def __init__(
        self,
        cutout: LoadedNetwork,
        relight: LoadedNetwork | None = None,
        device: str = "auto",
        flip: bool = True,
        scales: bool = False,
        double_pass: bool = False,
        shadow: str = "none",
        own_colours: bool = False,
    ) -> None:
        self.device = networks.pick_device(device)
        self.flip, self.scales, self.double_pass = flip, scales, double_pass
        self.shadow, self.own_colours = shadow, own_colours
        self.cutout = _accept(cutout, ("image",))
        self.relight = None if relight is None else _accept(relight, _FROM_A_PHOTO)
        for network in (self.cutout, self.relight):
            if network is not None:
                network.module.to(self.device).eval()

    @classmethod
    def load(
        cls,
        cutout: Path,
        relight: Path | None = None,
        device: str = "auto",
        flip: bool = True,
        scales: bool = False,
        double_pass: bool = False,
        shadow: str = "none",
        own_colours: bool = False,
    ) -> Pipeline:
        """Reads the networks from checkpoints, or from what `export` made of them.

        Raises:
            CheckpointError: a file is missing, broken or of another task, or has one size and more are asked for.
            DeviceError: the device is not there.
        """
        found, relit = load(cutout, "cutout"), None if relight is None else load(relight, "relight")
        if scales and isinstance(found.module, OnnxNetwork):
            raise CheckpointError(f"{cutout}: has one size, and more are asked for; give the checkpoint, or --tta flip")
        return cls(found, relit, device, flip, scales, double_pass, shadow, own_colours)

    def __call__(self, picture: UInt8Array) -> Result:
        """Makes the packshot of a photo, uint8 [H, W, 3] sRGB, upright."""
        look = self.look(picture)
        window = whole(picture)
        if self.double_pass:
            window, look = look_closer(picture, look, self.look)
        part = picture[window]
        part_size = (part.shape[0], part.shape[1])
        shadow: Float32Array | None = None  # the network's, in the window

        def repaint(photo: UInt8Array, alpha: Float32Array, foreground: Float32Array) -> Float32Array | None:
            nonlocal shadow
            change, shadow = self._repaint(photo, alpha, foreground)
            return None if self.own_colours else change

        wanted = self.relight is not None and (not self.own_colours or self.shadow != "none")
        mask, foreground, colours = postprocess(part, look.small, look.guide, repaint if wanted else None)
        full = np.zeros(picture.shape[:2], np.uint8)
        full[window] = mask
        darkened = None
        if self.shadow != "none":
            # A shadow reaches beyond a tight window: the photo's is looked for in all of the photo.
            small = None if shadow is None else to_float(resize(mask, (shadow.shape[0], shadow.shape[1])))
            if shadow is None or small is None or not is_drawn(shadow, small):
                raw, alpha = from_photo(picture, full)
                darkened = shadow_at_full_size(finish(raw, self.shadow, alpha), (picture.shape[0], picture.shape[1]))
            else:
                darkened = np.zeros_like(full)
                darkened[window] = shadow_at_full_size(finish(shadow, self.shadow, small), part_size)
        if window != whole(picture):
            foreground, colours = (_within(picture, window, values) for values in (foreground, colours))
        return Result(full, foreground, lay_on_white(colours, to_float(full), darkened), look.confidence, colours)

    def look(self, picture: UInt8Array) -> Look:
        """The cut-out network's matte of a photo or a part of one, uint8 [H, W, 3] sRGB, at the network's size."""
        box = place(picture.shape[0], picture.shape[1], self.cutout.size)
        framed = letterbox(picture, box)
        views = [self._matte(framed, box)]
        for scale in SCALES if self.scales else ():
            frame = round(box.frame[0] * scale), round(box.frame[1] * scale)
            scaled = place(picture.shape[0], picture.shape[1], frame)
            mattes = self._matte(letterbox(picture, scaled), scaled)
            views.append([resize(np.ascontiguousarray(one), (box.height, box.width)) for one in mattes])
        means = [np.asarray(np.mean(one, axis=0), dtype=np.float32) for one in zip(*views, strict=True)]
        ahead, mirrored = means[0], means[1] if self.flip else None
        mean = ahead if mirrored is None else (ahead + mirrored) * np.float32(0.5)
        guide = np.ascontiguousarray(np.moveaxis(unletterbox(framed, box), 0, 2))
        return Look(drop_islands(mean), guide, confidence(ahead, mirrored))

    def _matte(self, framed: Float32Array, box: Letterbox) -> list[Float32Array]:
        """The matte of the photo, and with ``flip`` that of its mirror image, mirrored back."""
        both = networks.matte(self.cutout.module, framed, self.device, self.flip)
        return [unletterbox(one, box) for one in both if one is not None]

    def _repaint(
        self, picture: UInt8Array, alpha: Float32Array, foreground: Float32Array
    ) -> tuple[Float32Array, Float32Array | None]:
        """How the relight network would light the product, in stops, at the size of ``foreground``; its shadow."""
        assert self.relight is not None
        box = place(picture.shape[0], picture.shape[1], self.relight.size)
        framed = [letterbox(picture, box)]
        if "alpha" in self.relight.inputs:
            framed.append(letterbox(np.repeat(to_uint8(alpha)[..., None], 3, axis=2), box)[:1])
        painted, shadow = networks.relit(self.relight.module, np.concatenate(framed), self.device, self.flip)
        painted = np.moveaxis(unletterbox(painted, box), 0, 2)
        size = (box.height, box.width)
        small_alpha = resize(alpha, size)
        small_foreground = relight.reduce_foreground(foreground, alpha, size)
        colours = relight.unmix_white(painted, small_alpha)
        gain = relight.light_gain(small_foreground, colours, small_alpha)
        inside = None if shadow is None else np.ascontiguousarray(unletterbox(shadow, box))
        return relight.stops(foreground, small_foreground, gain), inside


def _accept(network: LoadedNetwork, inputs: tuple[str, ...]) -> LoadedNetwork:
    missing = [name for name in network.inputs if name not in inputs]
    if missing:
        raise CheckpointError(
            f"the {network.task} network also wants {' and '.join(missing)}, which a photo does not have; "
            f"give one that was trained on {' and '.join(inputs)} alone"
        )
    return network


Repaint = Callable[[UInt8Array, Float32Array, Float32Array], Float32Array | None]


def postprocess(
    picture: UInt8Array, small: Float32Array, small_guide: Float32Array, repaint: Repaint | None = None
) -> tuple[UInt8Array, UInt8Array, UInt8Array]:
    """From a network's small matte to mask, foreground and relit colours at the size of the photo.

    Args:
        picture: uint8 [H, W, 3] sRGB.
        small: float32 [h, w] in [0, 1].
        small_guide: float32 [h, w, 3] sRGB in [0, 1], the photo at the size of ``small``.
        repaint: from (photo, alpha, foreground) to the change of light in stops; None, or an answer of None, keeps the
            product's own colours.

    Returns:
        (mask, foreground, colours): uint8 [H, W], the product's own colours and the relit ones, uint8 [H, W, 3].
    """
    size = (picture.shape[0], picture.shape[1])
    shrink = min(1.0, (WORKING_PIXELS / (size[0] * size[1])) ** 0.5)
    working = (max(1, int(size[0] * shrink)), max(1, int(size[1] * shrink))) if shrink < 1 else size
    photo = picture if working == size else resize(picture, working)
    guide = to_float(photo)
    # In steps of 8 bits, so that the mask on disk is what the packshot is mixed with.
    working_mask = to_uint8(refine_alpha(small, small_guide, guide))
    working_alpha = to_float(working_mask)
    colours = estimate_foreground(guide, working_alpha)
    mask = working_mask if working == size else resize(working_mask, size)
    foreground = at_full_size(colours, picture, mask)
    change = None if repaint is None else repaint(photo, working_alpha, colours)
    return mask, foreground, foreground if change is None else relight.apply_stops(foreground, change)


def _within(picture: UInt8Array, window: Window, values: UInt8Array) -> UInt8Array:
    """The photo with ``values`` in its window."""
    result = picture.copy()
    result[window] = values
    return result

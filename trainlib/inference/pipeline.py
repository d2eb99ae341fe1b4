"""The one pipeline from a photo to a packshot: `predict` and `evaluate` use it, and an export is a part of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from trainlib.checkpoints import CheckpointError, LoadedNetwork
from trainlib.images.alpha import to_float, to_uint8
from trainlib.images.arrays import Float32Array, UInt8Array, size_of
from trainlib.inference import networks, relight
from trainlib.inference.confidence import confidence
from trainlib.inference.doubts import settle_doubts
from trainlib.inference.foreground import enlarge_foreground, estimate_foreground, lay_on_white
from trainlib.inference.onnx_network import OnnxNetwork, load
from trainlib.inference.preprocess import Letterbox, letterbox, place, resize, unletterbox
from trainlib.inference.product import Product
from trainlib.inference.refine import drop_islands, refine_alpha
from trainlib.inference.settings import DEFAULTS, PipelineSettings
from trainlib.inference.shadow import clean_shadow, enlarge_shadow, has_shadow, shadow_in_photo
from trainlib.inference.two_pass import CoarseMatte, Window, second_pass, whole_window

# Above this a photo's edge is no sharper than its lens: the matte and the colours at the edge are found on
# a reduced copy, which bounds the memory. Opaque pixels are always the photo's own.
WORKING_PIXELS = 12_000_000

SCALES = (0.75, 1.25)  # of the network's size, beside it

_FROM_A_PHOTO = ("image", "alpha")


@dataclass(frozen=True)
class Result:
    """The result for one photo of H x W pixels.

    Attributes:
        mask: uint8 [H, W], how much of a pixel is product; 255 = all.
        foreground: uint8 [H, W, 3] sRGB, the product's own colours, also where alpha is small.
        packshot: uint8 [H, W, 3] sRGB, the product (relit if there is a relight network) on white;
            exactly 255 where mask and shadow are 0.
        confidence: from 0 to 1, see `confidence.confidence`.
        relit: uint8 [H, W, 3] sRGB, the colours that the packshot was mixed of; the very `foreground` if not relit.
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
    """A cut-out network, an optional relight network, and the steps before and after them.

    Args:
        cutout: takes the photo alone.
        relight: takes the photo, or the photo and alpha.
        settings: how every photo is treated.

    Raises:
        CheckpointError: a network wants inputs that a photo does not have.
        DeviceError: the device is not there.
    """

    def __init__(
        self, cutout: LoadedNetwork, relight: LoadedNetwork | None = None, settings: PipelineSettings = DEFAULTS
    ) -> None:
        self.settings = settings
        self.device = networks.pick_device(settings.device)
        self.cutout = _accept(cutout, _FROM_A_PHOTO[:1])
        self.relight = None if relight is None else _accept(relight, _FROM_A_PHOTO)
        for network in (self.cutout, self.relight):
            if network is not None:
                network.module.to(self.device).eval()

    @classmethod
    def load(cls, cutout: Path, relight: Path | None = None, settings: PipelineSettings = DEFAULTS) -> Pipeline:
        """Read the networks from checkpoints, or from what `export` made of them.

        Raises:
            CheckpointError: a file is missing, broken or of another task, or has one size and more are asked for.
            DeviceError: the device is not there.
        """
        found, relit = load(cutout, "cutout"), None if relight is None else load(relight, "relight")
        if settings.scales and isinstance(found.module, OnnxNetwork):
            raise CheckpointError(f"{cutout}: has one size, and more are asked for; give the checkpoint, or --tta flip")
        return cls(found, relit, settings)

    def __call__(self, image: UInt8Array) -> Result:
        """Make the packshot of a photo, uint8 [H, W, 3] sRGB, upright."""
        coarse, window = self.coarse_matte(image), whole_window(image)
        if self.settings.two_pass:
            window, coarse = second_pass(image, coarse, self.coarse_matte)
        product = self._product(image[window], coarse)
        return self._result(image, window, product, coarse.confidence)

    def with_mask(self, image: UInt8Array, mask: UInt8Array, confidence: float = 1.0) -> Result:
        """Make the packshot of a photo whose mask is known, as of one that a person has corrected.

        Args:
            image: uint8 [H, W, 3] sRGB, upright.
            mask: uint8 [H, W], 255 = product.
            confidence: what the result says of itself, from 0 to 1.
        """
        photo = _working_copy(image)
        working_mask = mask if photo is image else resize(mask, size_of(photo))
        product = self._coloured(image, photo, mask, working_mask)
        return self._result(image, whole_window(image), product, confidence)

    def with_foreground(
        self, image: UInt8Array, mask: UInt8Array, foreground: UInt8Array, confidence: float = 1.0
    ) -> Result:
        """Make the packshot, in the product's own colours, of a photo whose mask and foreground are known.

        Args:
            image: uint8 [H, W, 3] sRGB, upright; only a shadow is looked for in it.
            mask: uint8 [H, W], 255 = product.
            foreground: uint8 [H, W, 3] sRGB, the product's own colours.
            confidence: what the result says of itself, from 0 to 1.
        """
        return self._result(image, whole_window(image), Product(mask, foreground, foreground), confidence)

    def _result(self, image: UInt8Array, window: Window, product: Product, sure: float) -> Result:
        """The packshot of a product that fills a window of the photo."""
        mask, foreground, relit = product.mask, product.foreground, product.relit
        if window != whole_window(image):
            mask = _put(np.zeros(image.shape[:2], np.uint8), window, product.mask)
            foreground, relit = (_put(image.copy(), window, colours) for colours in (foreground, relit))
        shadow = None if self.settings.shadow == "none" else self._shadow(image, mask, window, product)
        return Result(mask, foreground, lay_on_white(relit, to_float(mask), shadow), sure, relit)

    def coarse_matte(self, image: UInt8Array) -> CoarseMatte:
        """The cut-out network's matte of a photo or a part of one, uint8 [H, W, 3] sRGB, at the network's size."""
        box = place(size_of(image), self.cutout.size)
        framed = letterbox(image, box)
        views = [self._mattes(framed, box)]
        for scale in SCALES if self.settings.scales else ():
            frame = round(box.frame[0] * scale), round(box.frame[1] * scale)
            scaled = place(size_of(image), frame)
            mattes = self._mattes(letterbox(image, scaled), scaled)
            views.append([resize(np.ascontiguousarray(one), (box.height, box.width)) for one in mattes])
        means = [np.asarray(np.mean(one, axis=0), dtype=np.float32) for one in zip(*views, strict=True)]
        ahead, mirrored = means[0], means[1] if self.settings.flip else None
        mean = ahead if mirrored is None else (ahead + mirrored) * np.float32(0.5)
        guide = np.ascontiguousarray(np.moveaxis(unletterbox(framed, box), 0, 2))
        settled = settle_doubts(mean, guide) if self.settings.grabcut else mean
        return CoarseMatte(drop_islands(settled), guide, confidence(ahead, mirrored))

    def _mattes(self, framed: Float32Array, box: Letterbox) -> list[Float32Array]:
        """The matte of the photo, and with flipping that of its mirror image, mirrored back."""
        both = networks.predict_matte(self.cutout.module, framed, self.device, self.settings.flip)
        return [unletterbox(one, box) for one in both if one is not None]

    def _product(self, image: UInt8Array, coarse: CoarseMatte) -> Product:
        """From the network's matte to mask, foreground and relit colours at the size of the photo.

        Args:
            image: uint8 [H, W, 3] sRGB, the photo or the part of it that the matte is of.
            coarse: the matte.
        """
        photo = _working_copy(image)
        # In steps of 8 bits, so that the mask on disk is what the packshot is mixed with.
        working_mask = to_uint8(refine_alpha(coarse.alpha, coarse.guide, to_float(photo)))
        mask = working_mask if photo is image else resize(working_mask, size_of(image))
        return self._coloured(image, photo, mask, working_mask)

    def _coloured(self, image: UInt8Array, photo: UInt8Array, mask: UInt8Array, working_mask: UInt8Array) -> Product:
        """Foreground and relit colours of a photo, or a part of one, whose mask is known.

        Args:
            image: uint8 [H, W, 3] sRGB.
            photo: its working copy, uint8 [h, w, 3].
            mask: uint8 [H, W].
            working_mask: uint8 [h, w].
        """
        alpha = to_float(working_mask)
        colours = estimate_foreground(to_float(photo), alpha)
        foreground = enlarge_foreground(colours, image, mask)
        settings = self.settings
        if self.relight is None or (settings.own_colours and settings.shadow == "none"):
            return Product(mask, foreground, foreground)
        stops, shadow = self._relight(self.relight, photo, alpha, colours)
        relit = foreground if settings.own_colours else relight.apply_gain(foreground, stops)
        return Product(mask, foreground, relit, shadow)

    def _relight(
        self, network: LoadedNetwork, photo: UInt8Array, alpha: Float32Array, foreground: Float32Array
    ) -> tuple[Float32Array, Float32Array | None]:
        """How the network would light the product, in stops at the size of `foreground`; and its shadow."""
        box = place(size_of(photo), network.size)
        framed = [letterbox(photo, box)]
        if "alpha" in network.inputs:
            framed.append(letterbox(np.repeat(to_uint8(alpha)[..., None], 3, axis=2), box)[:1])
        stack = np.concatenate(framed)
        predicted, shadow = networks.predict_packshot(network.module, stack, self.device, self.settings.flip)
        predicted = np.moveaxis(unletterbox(predicted, box), 0, 2)
        size = (box.height, box.width)
        small_alpha = resize(alpha, size)
        small_foreground = relight.reduce_foreground(foreground, alpha, size)
        colours = relight.unmix_white(predicted, small_alpha)
        gain = relight.light_gain(small_foreground, colours, small_alpha)
        inside = None if shadow is None else np.ascontiguousarray(unletterbox(shadow, box))
        return relight.enlarge_gain(foreground, small_foreground, gain), inside

    def _shadow(self, image: UInt8Array, mask: UInt8Array, window: Window, product: Product) -> UInt8Array:
        """How much the packshot's white is darkened, uint8 [H, W]."""
        kind = self.settings.shadow
        if product.shadow is not None:
            small = to_float(resize(product.mask, size_of(product.shadow)))
            if has_shadow(product.shadow, small):
                own = enlarge_shadow(clean_shadow(product.shadow, kind, small), size_of(product.mask))
                return _put(np.zeros_like(mask), window, own)
        # A shadow may reach beyond the window, so it is searched in the whole photo.
        raw, alpha = shadow_in_photo(image, mask)
        return enlarge_shadow(clean_shadow(raw, kind, alpha), size_of(image))


def _accept(network: LoadedNetwork, inputs: tuple[str, ...]) -> LoadedNetwork:
    missing = [name for name in network.inputs if name not in inputs]
    if missing:
        raise CheckpointError(
            f"the {network.task} network also wants {' and '.join(missing)}, which a photo does not have; "
            f"give one that was trained on {' and '.join(inputs)} alone"
        )
    return network


def _working_copy(image: UInt8Array) -> UInt8Array:
    """The image itself, or of more than `WORKING_PIXELS` a reduced copy."""
    height, width = size_of(image)
    shrink = min(1.0, (WORKING_PIXELS / (height * width)) ** 0.5)
    return image if shrink == 1 else resize(image, (max(1, int(height * shrink)), max(1, int(width * shrink))))


def _put(image: UInt8Array, window: Window, values: UInt8Array) -> UInt8Array:
    """The image with these values in its window."""
    image[window] = values
    return image

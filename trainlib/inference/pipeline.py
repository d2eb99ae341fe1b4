"""The one road from a photo to a packshot. ``predict`` walks it, and what is exported is a part of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from trainlib.checkpoints import CheckpointError, LoadedNetwork, load_network
from trainlib.inference import networks, relight
from trainlib.inference.foreground import at_full_size, estimate_foreground, lay_on_white, to_bytes
from trainlib.inference.preprocess import FloatArray, letterbox, place, resize, unletterbox
from trainlib.inference.refine import drop_islands, refine_alpha

# Above this a photo's edge is no sharper than its lens: the matte and the colours at the edge are found on
# a reduced copy, which bounds the memory; opaque pixels are always the photo's own.
WORKING_PIXELS = 12_000_000

_FROM_A_PHOTO = ("picture", "alpha")


@dataclass(frozen=True)
class Result:
    """What became of one photo of H x W pixels.

    Attributes:
        alpha: float32 [H, W] in steps of 1/255 from 0 to 1, how much of a pixel is product.
        foreground: uint8 [H, W, 3] sRGB, the product's own colours, also where alpha is small.
        packshot: uint8 [H, W, 3] sRGB, the product (relit if there is a relight network) on white;
            exactly 255 where alpha is 0.
        confidence: from 0 to 1, see ``confidence``.
    """

    alpha: FloatArray
    foreground: npt.NDArray[np.uint8]
    packshot: npt.NDArray[np.uint8]
    confidence: float


class Pipeline:
    """A cut-out network, perhaps a relight network, and all that is around them.

    Args:
        cutout: takes the picture alone.
        relight: takes the picture, or the picture and alpha.
        device: ``auto``, ``cpu`` or ``cuda``.
        flip: average over the photo and its mirror image, which also tells how sure the network is.

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
    ) -> None:
        self.device = networks.pick_device(device)
        self.flip = flip
        self.cutout = _accept(cutout, ("picture",))
        self.relight = None if relight is None else _accept(relight, _FROM_A_PHOTO)
        for network in (self.cutout, self.relight):
            if network is not None:
                network.module.to(self.device).eval()

    @classmethod
    def load(
        cls, cutout: Path, relight: Path | None = None, device: str = "auto", flip: bool = True
    ) -> Pipeline:
        """Reads the networks from checkpoints.

        Raises:
            CheckpointError: a file is missing, broken or of another task.
            DeviceError: the device is not there.
        """
        relit = None if relight is None else load_network(relight, "relight")
        return cls(load_network(cutout, "cutout"), relit, device, flip)

    def __call__(self, picture: npt.NDArray[np.uint8]) -> Result:
        """Makes the packshot of a photo, uint8 [H, W, 3] sRGB, upright."""
        box = place(picture.shape[0], picture.shape[1], self.cutout.size)
        framed = letterbox(picture, box)
        ahead, mirrored = networks.matte(self.cutout.module, framed, self.device, self.flip)
        ahead = unletterbox(ahead, box)
        mirrored = None if mirrored is None else unletterbox(mirrored, box)
        small_guide = np.moveaxis(unletterbox(framed, box), 0, 2)
        mean = ahead if mirrored is None else (ahead + mirrored) * np.float32(0.5)
        small = drop_islands(mean)
        repaint = None if self.relight is None else self._repaint
        alpha, foreground, packshot = postprocess(picture, small, np.ascontiguousarray(small_guide), repaint)
        return Result(alpha, foreground, packshot, confidence(ahead, mirrored))

    def _repaint(
        self, picture: npt.NDArray[np.uint8], alpha: FloatArray, foreground: FloatArray
    ) -> FloatArray:
        """The product's colours as the relight network would light them, at the size of ``foreground``."""
        assert self.relight is not None
        box = place(picture.shape[0], picture.shape[1], self.relight.size)
        framed = [letterbox(picture, box)]
        if "alpha" in self.relight.inputs:
            framed.append(letterbox(np.repeat(to_bytes(alpha)[..., None], 3, axis=2), box)[:1])
        painted = networks.relit(self.relight.module, np.concatenate(framed), self.device, self.flip)
        painted = np.moveaxis(unletterbox(painted, box), 0, 2)
        size = (box.height, box.width)
        small_alpha = resize(alpha, size)
        small_foreground = relight.reduce_foreground(foreground, alpha, size)
        colours = relight.unmix_white(painted, small_alpha)
        gain = relight.light_gain(small_foreground, colours, small_alpha)
        return relight.apply_gain(foreground, small_foreground, gain)


def _accept(network: LoadedNetwork, inputs: tuple[str, ...]) -> LoadedNetwork:
    missing = [name for name in network.inputs if name not in inputs]
    if missing:
        raise CheckpointError(
            f"the {network.task} network also wants {' and '.join(missing)}, which a photo does not have; "
            f"give one that was trained on {' and '.join(inputs)} alone"
        )
    return network


Repaint = Callable[[npt.NDArray[np.uint8], FloatArray, FloatArray], FloatArray]


def postprocess(
    picture: npt.NDArray[np.uint8], small: FloatArray, small_guide: FloatArray, repaint: Repaint | None = None
) -> tuple[FloatArray, npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """From a network's small matte to alpha, foreground and packshot at the size of the photo.

    Args:
        picture: uint8 [H, W, 3] sRGB.
        small: float32 [h, w] in [0, 1].
        small_guide: float32 [h, w, 3] sRGB in [0, 1], the photo at the size of ``small``.
        repaint: from (photo, alpha, foreground) to relit foreground; None keeps the product's own colours.

    Returns:
        (alpha, foreground, packshot) as in ``Result``.
    """
    size = (picture.shape[0], picture.shape[1])
    shrink = min(1.0, (WORKING_PIXELS / (size[0] * size[1])) ** 0.5)
    working = (max(1, int(size[0] * shrink)), max(1, int(size[1] * shrink))) if shrink < 1 else size
    photo = picture if working == size else resize(picture, working)
    guide = photo.astype(np.float32) / np.float32(255)
    working_alpha = _in_steps(refine_alpha(small, small_guide, guide))
    colours = estimate_foreground(guide, working_alpha)
    alpha = working_alpha
    if working != size:
        alpha = _in_steps(resize(working_alpha, size))
    foreground = at_full_size(colours, picture, alpha)
    if repaint is None:
        return alpha, foreground, lay_on_white(foreground, alpha)
    relit = to_bytes(repaint(photo, working_alpha, colours))
    if working != size:
        relit = resize(relit, size)
    return alpha, foreground, lay_on_white(relit, alpha)


def _in_steps(alpha: FloatArray) -> FloatArray:
    """Alpha as 8 bits will hold it, so that the mask on disk is what the packshot was mixed with."""
    return np.asarray(np.round(alpha * 255) / np.float32(255), dtype=np.float32)


def confidence(ahead: FloatArray, mirrored: FloatArray | None) -> float:
    """How sure the network is of its matte, from 0 (look at this one) to 1; a rank, not a probability.

    The product of two numbers, both on the network's own mattes p, before anything is cleaned up:
    decisiveness, the mean of |2p - 1| over all pixels that may be product (p > 0.05), and agreement, the
    soft intersection over union of the matte and that of the mirrored photo, sum(min) / sum(max). Without a
    mirrored matte, decisiveness alone. 0 where no pixel is more product than not.

    Args:
        ahead: float32 [h, w] in [0, 1].
        mirrored: the same of the mirrored photo, mirrored back, or None.
    """
    mean = ahead if mirrored is None else (ahead + mirrored) / 2
    if not (mean > 0.5).any():
        return 0.0
    decisiveness = float(np.abs(2 * mean[mean > 0.05] - 1).mean())
    if mirrored is None:
        return decisiveness
    return decisiveness * float(np.minimum(ahead, mirrored).sum() / np.maximum(ahead, mirrored).sum())

"""Light mixed on the batch's device: what a loader delivers for that, and the batched sum, development and camera.

Order, here as in the loader: light is summed and developed, then lens, sensor and file change the image. What differs
is that here light is moved and resized before it is developed, as light itself would be, and not its developed image.
"""

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F
from torch.utils.data import default_collate

from trainlib.data.camera_effects import DrawnEffects
from trainlib.data.develop import develop
from trainlib.data.device_effects import apply_effects
from trainlib.data.remix import Lighting
from trainlib.images.arrays import Float32Array

# The key of a batch for light that is mixed on the device.
PENDING = "relight"


def pack_light(layers: dict[str, Tensor]) -> Float32Array:
    """Layers [3, H, W] as one map [H, W, groups · 3] that is moved with the others."""
    packed: Float32Array = torch.cat(list(layers.values())).permute(1, 2, 0).float().contiguous().numpy()
    return packed


def pending(moved: Float32Array, groups: list[str], lighting: Lighting, effects: DrawnEffects) -> dict[str, Any]:
    """What a sample's image will be made of: "light" [groups, 3, H, W] as 16-bit floats, and numbers."""
    height, width = moved.shape[:2]
    light = torch.from_numpy(moved).permute(2, 0, 1).half().view(len(groups), 3, height, width)
    film = torch.tensor(lighting.curve == "film")
    return {"light": light, "factors": lighting.factors(groups), "film": film, "effects": effects}


def collate(items: list[dict[str, Any]]) -> dict[str, Any]:
    """A batch. Its light holds only the samples that are relit, padded to the largest number of groups."""
    rows = [row for row, item in enumerate(items) if PENDING in item]
    batch: dict[str, Any] = default_collate([{k: v for k, v in item.items() if k != PENDING} for item in items])
    if not rows:
        return batch
    waiting = [items[row][PENDING] for row in rows]
    most = max(len(each["light"]) for each in waiting)
    light = [F.pad(each["light"], [0] * 6 + [0, most - len(each["light"])]) for each in waiting]
    factors = [F.pad(each["factors"], [0, 0, 0, most - len(each["factors"])]) for each in waiting]
    return batch | {
        PENDING: {
            "rows": torch.tensor(rows),
            "light": torch.stack(light),
            "factors": torch.stack(factors),
            "film": torch.stack([each["film"] for each in waiting]),
            "effects": [each["effects"] for each in waiting],
        }
    }


def mix(light: Tensor, factors: Tensor, film: Tensor) -> Tensor:
    """Images [B, 3, H, W] in steps of 1/255 of layers [B, groups, 3, H, W].

    Args:
        light: linear, floats of any width; summed in single precision.
        factors: [B, groups, 3]; see `Lighting.factors`. 0 switches a group off.
        film: [B], the curve "film", else "srgb".
    """
    total = torch.zeros_like(light[:, 0], dtype=torch.float32)
    for group in range(light.shape[1]):
        total.addcmul_(light[:, group].float(), factors[:, group, :, None, None].float())
    one = total.new_ones(())
    return develop(total, one * 0, one, film.view(-1, 1, 1, 1))


def _in_numbers(key: str, value: Any) -> Any:
    """Bytes [B, C, H, W] of a batch as floats; anything else as it is."""
    if not isinstance(value, Tensor) or value.dtype != torch.uint8:
        return value
    return unit_normals(value) if key == "normal" else value.float().mul_(1 / 255)


def unit_normals(levels: Tensor) -> Tensor:
    """Normals in levels [B, 3, H, W] as vectors of unit length in [-1, 1]."""
    vectors = levels.float().mul_(2 / 255).sub_(1)
    # Summed by hand: on the CPU a reduction over this dimension takes 300 times as long.
    x, y, z = vectors.unbind(1)
    length = (x * x).addcmul_(y, y).addcmul_(z, z).sqrt_().unsqueeze(1)
    # Averaging over an edge shortens vectors; if they cancel out there is no direction to restore.
    return vectors.mul_(torch.where(length > 0.1, 1 / length, 0))


def convert_batch(batch: dict[str, Any]) -> dict[str, Any]:
    """A batch as numbers that networks take, computed on its device without gradients.

    Bytes travel as they are, at a quarter of the time and memory, and become sRGB or shares in [0, 1] here, and
    "normal" vectors of unit length in [-1, 1]. Images with pending light are relit.
    """
    batch = {key: _in_numbers(key, value) for key, value in batch.items()}
    if PENDING not in batch:
        return batch
    waiting, image = batch[PENDING], batch["image"]
    # Autocast would sum in 16 bits, and light spans more than they hold.
    with torch.no_grad(), torch.autocast(image.device.type, enabled=False):
        made = apply_effects(mix(waiting["light"], waiting["factors"], waiting["film"]), waiting["effects"])
        image = image.index_copy(0, waiting["rows"], made.to(image.dtype))
    return {key: value for key, value in batch.items() if key != PENDING} | {"image": image}

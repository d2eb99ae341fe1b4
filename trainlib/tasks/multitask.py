"""The multi-task relight: turns a photo into a packshot and predicts depth and normals."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Literal

import torch
from torch import Tensor, nn

from trainlib import metrics
from trainlib.data.contract import HAS_TARGET, Batch, Needs
from trainlib.images.alpha import MASK_THRESHOLD
from trainlib.losses import UncertaintyWeights, normal_loss, scale_invariant_loss
from trainlib.models import MultiRelighter
from trainlib.models.multitask import SceneMaps
from trainlib.tasks.relight import RelightTask
from trainlib.tasks.requirements import require

TASKS = ("image", "alpha", "depth", "normal")
TARGETS = frozenset({"target", "alpha", "depth", "depth_range", "normal"})

# Along an edge a pixel's depth is a mean of the product's and the background's, which is a wrong distance.
WHOLE = 0.99

# A stored depth of 65535 means "this far or farther".
FARTHEST = 1 - 1e-6


class MultiTaskRelight(RelightTask):
    """Trains one network for image, alpha, depth and normals; measured by all four, chosen by the image's MSE.

    Each loss counts only where its target is valid: alpha's everywhere, the image's in samples with a target, depth and
    normals on the product of samples that have them. So photos with cut-outs may be mixed in.

    Args:
        tasks: the weight of each of image, alpha, depth and normal; 0 leaves one out.
        weighing: "fixed", by these weights alone, or "learned", with an additional learnt weight per task (Kendall et
            al. 2018; see `UncertaintyWeights`).
        relight: all of `RelightTask`, `loss` for the image and `matte_loss` for alpha.
    """

    name = "multitask"
    network_name = "multirelighter"
    optional = frozenset({"target", "depth", "depth_range", "normal"})
    metric_names = (*RelightTask.metric_names, "alpha_dice", "alpha_mae", "depth_error", "normal_degrees")

    def __init__(
        self,
        tasks: dict[str, float] = {"image": 1.0, "alpha": 1.0, "depth": 0.5, "normal": 0.5},  # noqa: B006
        weighing: Literal["fixed", "learned"] = "fixed",
        **relight: Any,
    ) -> None:
        unknown = [name for name in tasks if name not in TASKS]
        if unknown or not any(tasks.values()) or min(tasks.values()) < 0:
            raise ValueError(f"model.tasks is {tasks}; expected weights of at least 0 for some of {', '.join(TASKS)}")
        super().__init__(**relight)
        self.task_weights = {name: weight for name, weight in tasks.items() if weight > 0}
        self.balance: UncertaintyWeights | None = None
        if weighing == "learned":
            regressions = [name for name in self.task_weights if name != "alpha"]
            self.balance = UncertaintyWeights(regressions, [name for name in self.task_weights if name == "alpha"])

    @property
    def needs(self) -> Needs:
        """Depth and normals, too."""
        needs = super().needs
        return replace(needs, keys=needs.keys | TARGETS)

    def trained_parameters(self) -> Iterator[nn.Parameter]:
        """Those of the network, and the task weights if they are learnt."""
        yield from super().trained_parameters()
        if self.balance is not None:
            yield from self.balance.parameters()

    def maps(self, batch: Batch) -> SceneMaps:
        """The network's predictions for a batch."""
        require(batch, tuple(sorted(TARGETS)), self.name)
        assert isinstance(self.network, MultiRelighter)
        return self.network.maps(self.stack(batch))

    def losses(self, batch: Batch) -> dict[str, Tensor]:
        """The unweighted loss of each task with a weight; for a batch of photos only that of alpha."""
        maps = self.maps(batch)
        found: dict[str, Tensor] = {}
        taught = HAS_TARGET not in batch or bool(batch[HAS_TARGET].any())
        if "image" in self.task_weights and taught:
            found["image"] = self.packshot_loss(maps.layers, batch)
        if "alpha" in self.task_weights:
            found["alpha"] = self.matte_loss(maps.layers, batch)
        if "depth" in self.task_weights and taught:
            found["depth"] = scale_invariant_loss(maps.log_depth, metres(batch), _has_depth(batch))
        if "normal" in self.task_weights and taught:
            found["normal"] = normal_loss(maps.normal, batch["normal"], _has_normal(batch))
        return found

    def loss(self, batch: Batch) -> Tensor:
        """The weighted sum of all tasks' losses."""
        losses = self.losses(batch)
        if self.training:
            for name, value in losses.items():
                self.log_mean(f"train/{name}", value, batch)
        if not losses:  # only photos, and alpha has no weight: a loss of 0
            return 0 * torch.stack([parameter.sum() for parameter in self.trained_parameters()]).sum()
        weighed = {name: self.task_weights[name] * value for name, value in losses.items()}
        if self.balance is not None:
            balanced: Tensor = self.balance(weighed)
            return balanced
        return torch.stack(list(weighed.values())).sum()

    def measure(self, batch: Batch) -> dict[str, Tensor]:
        """Metrics of the packshot; Dice and MAE of alpha; on the product the errors of depth and normals."""
        maps = self.maps(batch)
        alpha = torch.sigmoid(maps.layers.matte_logits)
        return self.measure_packshot(maps.layers.compose(), batch) | {
            "alpha_dice": metrics.dice(alpha, batch["alpha"]),
            "alpha_mae": metrics.mae(alpha, batch["alpha"]),
            "depth_error": metrics.log_depth_error(maps.log_depth, metres(batch), _has_depth(batch)),
            "normal_degrees": metrics.normal_degrees(maps.normal, batch["normal"], _has_normal(batch)),
        }

    def panels(self, batch: Batch) -> list[Tensor]:
        """Photo; then target and prediction of packshot, alpha, normals and depth, white outside the product."""
        maps = self.maps(batch)
        alpha, depth, known = torch.sigmoid(maps.layers.matte_logits), metres(batch), _has_depth(batch)
        # Predicted depth has no scale: it gets the target's mean, and is shown between its extremes.
        count = known.sum((1, 2, 3), keepdim=True).clamp(min=1)
        off = torch.where(known, depth.log() - maps.log_depth, 0).sum((1, 2, 3), keepdim=True) / count
        near = torch.where(known, depth, torch.inf).amin((1, 2, 3), keepdim=True).nan_to_num(posinf=0)
        far = torch.where(known, depth, 0).amax((1, 2, 3), keepdim=True)
        shares = [(each - near) / (far - near).clamp(min=1e-6) for each in (depth, (maps.log_depth + off).exp())]
        directions = batch["normal"], nn.functional.normalize(maps.normal, dim=1)
        inside = _has_normal(batch)
        return [
            batch["image"],
            *(batch["target"], maps.layers.compose()),
            *(batch["alpha"], alpha),
            *(torch.where(inside, (normal + 1) / 2, 1) for normal in directions),
            *(torch.where(known, share.clamp(0, 1), 1) for share in shares),
        ]


def metres(batch: Batch) -> Tensor:
    """Depth in metres [B, 1, H, W]; in a batch it is a share between each sample's nearest and farthest distance."""
    near, far = batch["depth_range"].view(-1, 2, 1, 1, 1).unbind(1)
    return torch.as_tensor(near + batch["depth"] * (far - near))


def _has_depth(batch: Batch) -> Tensor:
    """Where depth is the product's alone and known, True [B, 1, H, W]."""
    return torch.as_tensor((batch["alpha"] >= WHOLE) & (batch["depth"] < FARTHEST))


def _has_normal(batch: Batch) -> Tensor:
    """Where the normal is the product's and was not averaged away, True [B, 1, H, W]."""
    return torch.as_tensor((batch["alpha"] >= MASK_THRESHOLD) & (batch["normal"].norm(dim=1, keepdim=True) > 0.5))

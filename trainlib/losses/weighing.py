"""Sums of losses, with weights set by name or learnt weights."""

import difflib
import math
from collections.abc import Callable, Mapping

import torch
from torch import Tensor, nn

Loss = Callable[..., Tensor]


class WeightedLoss:
    """A sum of named losses, each by its weight.

    Args:
        weights: the weight of each loss by name; 0 leaves it out.
        known: the losses there are.
        setting: what the weights are called where a user sets them, for messages.

    Raises:
        ValueError: where a name is not known or a weight is below 0.
    """

    def __init__(self, weights: Mapping[str, float], known: Mapping[str, Loss], setting: str) -> None:
        for name, weight in weights.items():
            if name not in known:
                close = difflib.get_close_matches(name, known, n=1)
                meant = f" (did you mean {close[0]}?)" if close else ""
                raise ValueError(f"{setting}: no loss {name!r}{meant}; there are {', '.join(known)}")
            if not (math.isfinite(weight) and weight >= 0):
                raise ValueError(f"{setting}.{name} is {weight}; a weight is at least 0")
        self.terms = {name: (float(weight), known[name]) for name, weight in weights.items() if weight > 0}

    def __call__(self, prediction: Tensor, *target: Tensor) -> Tensor:
        """The weighted sum of the losses; 0 if there are none."""
        total = prediction.new_zeros(())
        for weight, loss in self.terms.values():
            total = total + weight * loss(prediction, *target)
        return total


class UncertaintyWeights(nn.Module):
    """Weighs tasks by their uncertainty, which is learnt with the network (Kendall, Gal and Cipolla 2018).

    Each task has a number s = ln σ². Its loss L counts as e^(−s)·L / 2 + s/2, for a likelihood of Gaussian or Laplacian
    kind, and as e^(−s)·L + s/2 for a classification. All start at s = 0. For a fixed L the first is least at σ² = L.

    Args:
        regressions: names of the tasks that predict a value.
        classifications: names of those that predict a class.
    """

    def __init__(self, regressions: list[str], classifications: list[str]) -> None:
        super().__init__()
        self.factors = dict.fromkeys(regressions, 0.5) | dict.fromkeys(classifications, 1.0)
        self.log_variances = nn.ParameterDict({name: nn.Parameter(torch.zeros(())) for name in self.factors})

    def forward(self, losses: Mapping[str, Tensor]) -> Tensor:
        """The weighted sum of the losses of some or all tasks; the weight of a missing task is not trained."""
        total = torch.zeros((), device=next(iter(self.log_variances.values())).device)
        for name, s in self.log_variances.items():
            # Several devices wait for the gradient of every parameter, even if it is 0.
            total = total + (self.factors[name] * torch.exp(-s) * losses[name] + s / 2 if name in losses else 0 * s)
        return total

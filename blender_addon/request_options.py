"""Turns the command line's options into a spec and a request."""

from __future__ import annotations

import argparse
from typing import Any

from .assets import chosen_folders
from .batch.request import Request
from .spec import DatasetSpec
from .spec_toml import load_spec, override


def making(arguments: argparse.Namespace) -> Request:
    """The request for a dataset, from the options of `options.add_making`."""
    return request_of(
        arguments,
        "count",
        "seed",
        "resolution",
        samples_per_worker=arguments.samples_per_worker,
        worker_memory_mb=arguments.worker_memory,
        patience_s=arguments.patience,
        device=arguments.device,
        shard=getattr(arguments, "shard", None) or (0, 1),
    )


def _asked(arguments: argparse.Namespace, *keys: str) -> DatasetSpec:
    """The spec, with the values of these keys from the command line."""
    spec: DatasetSpec = load_spec(arguments.spec)
    given: dict[str, Any] = {key: getattr(arguments, key) for key in keys}
    changed = {key: value for key, value in given.items() if value is not None}
    return override(spec, changed) if changed else spec


def request_of(arguments: argparse.Namespace, *keys: str, **more: Any) -> Request:
    """A request of a command that renders; `keys` are those of the spec that it has options for."""
    folders: dict[str, Any] = chosen_folders(arguments)
    workers, blender = arguments.workers or 0, arguments.blender
    return Request(_asked(arguments, *keys), arguments.out, **folders, workers=workers, blender=blender, **more)

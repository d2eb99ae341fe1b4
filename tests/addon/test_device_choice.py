"""Which GPU a worker renders with, of those that Cycles finds."""

from __future__ import annotations

import pytest

from blender_addon.render.device_choice import DeviceError, choose_device

TWO = {"OPTIX": ["A100 #0", "A100 #1"], "CUDA": ["A100 #0", "A100 #1"], "HIP": []}


@pytest.mark.parametrize(
    ("asked", "found", "slot", "slots", "backend", "used", "told"),
    [
        ("auto", {}, 0, 1, "", (), "CPU: Cycles finds no GPU here"),
        ("cpu", TWO, 0, 1, "", (), "CPU, as asked"),
        ("auto", TWO, 0, 1, "OPTIX", (0, 1), "OPTIX: A100 #0, A100 #1 (2 of 2 found)"),
        ("gpu", TWO, 1, 2, "OPTIX", (1,), "OPTIX: A100 #1 (1 of 2 found)"),
        ("cuda", TWO, 2, 3, "CUDA", (0,), "CUDA: A100 #0 (1 of 2 found)"),
        ("metal", {"METAL": ["M3"]}, 0, 1, "METAL", (0,), "METAL: M3 (1 of 1 found)"),
    ],
)
def test_devices(
    asked: str, found: dict[str, list[str]], slot: int, slots: int, backend: str, used: tuple[int, ...], told: str
) -> None:
    choice = choose_device(asked, found, slot, slots)
    assert (choice.backend, choice.used, choice.told) == (backend, frozenset(used), told)
    assert choice.cycles == ("GPU" if backend else "CPU")


def test_what_is_not_there_is_told_with_what_is() -> None:
    with pytest.raises(DeviceError, match=r"'oneapi': Cycles finds optix \(A100 #0, A100 #1\), cuda .* say auto, cpu"):
        choose_device("oneapi", TWO)
    with pytest.raises(DeviceError, match=r"'gpu': Cycles finds no GPU here; say auto, cpu$"):
        choose_device("gpu", {"CUDA": []})

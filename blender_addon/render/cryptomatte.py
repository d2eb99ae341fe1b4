"""Reads the share of each pixel that given objects cover out of Cryptomatte's passes.

Cryptomatte 1.2 (Friedman and Jones, Psyop 2015): each layer holds two pairs of an object's hash, its bits read as a
float, and its coverage; the hash is MurmurHash3 (x86, 32 bit, seed 0) of the name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from ..arrays import Plane

Channels = Mapping[str, Plane]


def murmur3(name: str) -> int:
    """MurmurHash3_x86_32 with seed 0 of the name's UTF-8 bytes (Appleby, public domain algorithm)."""
    data = name.encode()
    mask = 0xFFFFFFFF

    def mix(word: int) -> int:
        word = word * 0xCC9E2D51 & mask
        word = (word << 15 | word >> 17) & mask
        return word * 0x1B873593 & mask

    value = 0
    whole = len(data) // 4 * 4
    for start in range(0, whole, 4):
        value ^= mix(int.from_bytes(data[start : start + 4], "little"))
        value = (value << 13 | value >> 19) & mask
        value = (value * 5 + 0xE6546B64) & mask
    if len(data) > whole:
        value ^= mix(int.from_bytes(data[whole:], "little"))
    value ^= len(data)
    value = (value ^ value >> 16) * 0x85EBCA6B & mask
    value = (value ^ value >> 13) * 0xC2B2AE35 & mask
    return value ^ value >> 16


def _name_to_bits(name: str) -> int:
    """The hash as Cryptomatte stores it: an exponent of all zeros or ones is flipped, so that no NaN arises."""
    value = murmur3(name)
    exponent = value >> 23 & 255
    return value ^ 1 << 23 if exponent in (0, 255) else value


def coverage(channels: Channels, names: Iterable[str]) -> Plane:
    """Share in [0, 1] of each pixel that the named objects cover [H, W].

    `channels` are a render's, "<layer>.CryptoObject00.r" and so on; ValueError where there are none.
    """
    wanted = np.array([_name_to_bits(name) for name in names], np.uint32)
    total = None
    for key, values in channels.items():
        if "CryptoObject" not in key:
            continue
        stem, _, letter = key.rpartition(".")
        if letter.lower() not in ("r", "b"):
            continue
        share = channels.get(
            f"{stem}.{'G' if letter == 'R' else 'g' if letter == 'r' else 'A' if letter == 'B' else 'a'}"
        )
        if share is None:
            raise ValueError(f"Cryptomatte pass {stem} has a hash and no coverage")
        hit = np.isin(np.ascontiguousarray(values, np.float32).view(np.uint32), wanted)
        part = np.where(hit, share, 0).astype(np.float32)
        total = part if total is None else total + part
    if total is None:
        raise ValueError("the render holds no Cryptomatte pass")
    return np.clip(total, 0.0, 1.0)

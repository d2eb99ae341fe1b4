"""An asset that turns out to be unusable when it is read."""

from __future__ import annotations


class UnusableAssetError(Exception):
    """An asset's file is missing, broken or unsuitable; the sample can be drawn without it."""

    def __init__(self, asset: str, reason: str) -> None:
        """Args are the asset's id and, in one line, why it cannot be used and how to fix that."""
        super().__init__(f"{asset}: {reason}")
        self.asset, self.reason = asset, reason

"""An asset that cannot be used, as only the attempt to use it shows."""

from __future__ import annotations


class UnusableAssetError(Exception):
    """An asset's file is missing, broken or not what a sample needs; the sample can be drawn without it."""

    def __init__(self, asset: str, reason: str) -> None:
        """Args are the asset's id and, in a line, why it cannot be used and how to mend that."""
        super().__init__(f"{asset}: {reason}")
        self.asset, self.reason = asset, reason

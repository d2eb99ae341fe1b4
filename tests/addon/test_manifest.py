"""assets_manifest.json names what Packshot uses and did not make: it must say what the library says."""

from __future__ import annotations

import json
from pathlib import Path

from blender_addon.library.scan import scan_library

MANIFEST = Path(__file__).parents[2] / "assets_manifest.json"


def test_the_manifest_credits_every_built_in_asset_as_the_library_does() -> None:
    manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    assert (manifest["format"], manifest["format_version"]) == ("packshot-assets", 1)
    library, _ = scan_library(None, None, None)
    said = {entry["id"]: (entry["author"], entry["licence"], entry["source"]) for entry in manifest["assets"]}
    assert said == {asset.id: (asset.author, asset.licence, asset.source) for asset in library.hdris}
    assert all(licence == "CC0-1.0" for _, licence, _ in said.values())

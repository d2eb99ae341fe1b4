"""Preview Sheet and Fetch Assets, each pressed once for real."""

from __future__ import annotations

import time
from pathlib import Path

import bpy
import pytest
from asset_server import Served, entry, serving, sha256, write_list

from blender_addon.library.online import manifest
from blender_addon.spec_toml import load_spec, override
from blender_addon.ui import fetch_assets, notices, preview_sheet, task
from blender_addon.ui.settings import preferences, settings_of, show_spec

pytestmark = pytest.mark.usefixtures("registered")


@pytest.fixture()
def smoke(tmp_path: Path) -> Path:
    """The panel shows a spec of two tiny samples; the folder that it names."""
    bpy.ops.wm.read_homefile(app_template="")
    notices.dismiss(-1)
    show_spec(settings_of(), override(load_spec("smoke"), {"count": 2, "resolution": [32, 32]}))
    settings_of().output = str(tmp_path / "set")
    return tmp_path / "set"


def _finish_task() -> None:
    while task.tick():
        time.sleep(0.05)


def test_a_preview_sheet_becomes_a_picture_of_the_file(smoke: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview_sheet, "_COUNT", 3)
    assert bpy.ops.packshot.preview_sheet() == {"FINISHED"}
    _finish_task()
    assert notices.shown() == ()
    assert bpy.data.images["Packshot Preview"].size[1] > 96


def test_assets_are_fetched_only_where_blender_may_go_online(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notices.dismiss(-1)
    system = bpy.context.preferences.system
    preferences().library = str(tmp_path / "library")
    system.use_online_access = False
    assert not bpy.ops.packshot.fetch_assets.poll()
    with pytest.raises(RuntimeError, match="may not go online"):
        bpy.ops.packshot.fetch_assets()
    data = b"#?RADIANCE\n" + bytes(2000)
    with serving() as server:
        server.files["/sky.hdr"] = Served(data)
        file = {"path": "hdris/sky.hdr", "url": f"{server.origin}/sky.hdr", "bytes": len(data), "sha256": sha256(data)}
        listed = write_list(tmp_path / "list.json", [server.origin], [entry("site/sky", "hdri", [file])])
        manifest.read_manifest(listed)
        monkeypatch.setattr(manifest, "MANIFEST", listed)
        system.use_online_access = True
        try:
            assert bpy.ops.packshot.fetch_assets() == {"FINISHED"}
            while fetch_assets.fetching():
                time.sleep(0.05)
        finally:
            system.use_online_access = False
    assert notices.shown() == ()
    assert (tmp_path / "library/hdris/sky.hdr").read_bytes() == data

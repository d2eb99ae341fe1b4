"""The panel's values: made of the spec's own fields, kept apart from the file, and said to be wrong where they are."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import bpy
import pytest

from blender_addon.spec import DatasetSpec
from blender_addon.spec_toml import load_spec, preset_names, spec_from_dict, spec_to_toml
from blender_addon.ui import spec_groups
from blender_addon.ui.problems import problems_of
from blender_addon.ui.request import request_of_panel
from blender_addon.ui.settings import output_of, preferences, settings_of, show_spec, spec_of
from blender_addon.ui.spec_panels import SUB_PANELS, labels_of

pytestmark = pytest.mark.usefixtures("registered")


def test_every_key_of_the_spec_has_its_property_with_range_default_and_help() -> None:
    settings = settings_of()
    assert spec_of(settings) == DatasetSpec()
    for table, kind in spec_groups.tables().items():
        group = spec_groups.group_of(settings.spec, table)
        for field in dataclasses.fields(kind):
            if (not table and field.name in spec_groups.tables()) or field.name == "name":
                continue  # every group of Blender's has a name
            known = group.bl_rna.properties[field.name]
            assert known.description.startswith(field.metadata["help"]), field.name
            if "low" in field.metadata:
                limits = (known.hard_min, known.hard_max)
                assert limits == pytest.approx((field.metadata["low"], field.metadata["high"])), field.name


def test_each_key_is_in_exactly_one_sub_panel() -> None:
    shown = [
        (table, key)
        for panel in SUB_PANELS
        for table, keys in panel.tables
        for key in (keys or spec_groups.keys_of(table))
    ]
    assert sorted(shown) == sorted(spec_groups.dotted())


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_comes_back_as_it_was(name: str, tmp_path: Path) -> None:
    settings, spec = settings_of(), load_spec(name)
    show_spec(settings, spec)
    assert spec_of(settings) == spec
    path = tmp_path / "saved.toml"
    assert bpy.ops.packshot.export_toml(filepath=str(path)) == {"FINISHED"}
    show_spec(settings, DatasetSpec())
    assert bpy.ops.packshot.import_toml(filepath=str(path)) == {"FINISHED"}
    assert spec_of(settings) == spec
    assert path.read_text() == spec_to_toml(spec)


def test_neither_a_new_file_nor_undo_changes_them(tmp_path: Path) -> None:
    settings = settings_of()
    settings.spec.count, settings.output = 40, str(tmp_path)
    bpy.ops.ed.undo_push(message="before")
    settings.spec.count = 41
    bpy.ops.ed.undo_push(message="after")
    bpy.ops.ed.undo()
    assert settings_of().spec.count == 41
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "mine.blend"))
    bpy.ops.wm.read_homefile(app_template="")
    assert (settings_of().spec.count, settings_of().output) == (41, str(tmp_path))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "mine.blend"))
    assert settings_of().spec.count == 41


def test_blender_is_told_to_save_them() -> None:
    known = bpy.context.preferences
    for change in (
        lambda settings: setattr(settings.spec.render, "bounces", 3),
        lambda settings: setattr(settings.spec.camera, "lens_mm", (30.0, 40.0)),
        lambda settings: setattr(settings, "hdris", "/skies"),
        lambda settings: show_spec(settings, load_spec("smoke")),
    ):
        known.is_dirty = False
        change(settings_of())
        assert known.is_dirty


def test_the_default_folder_depends_on_preset_and_file(tmp_path: Path) -> None:
    bpy.ops.wm.read_homefile(app_template="")
    settings = settings_of()
    assert output_of(settings) == str(Path.home() / "packshot")
    show_spec(settings, load_spec("smoke"))
    assert output_of(settings) == str(Path.home() / "packshot_smoke")
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "mine.blend"))
    assert output_of(settings) == "//packshot_smoke"


def test_what_is_wrong_is_said_where_it_is(tmp_path: Path) -> None:
    settings = settings_of()
    settings.output = str(tmp_path / "new")
    assert problems_of(settings) == []
    settings.spec.camera.lens_mm = (80.0, 40.0)
    settings.spec.split.train = settings.spec.split.val = settings.spec.split.test = 0.0
    settings.hdris = str(tmp_path / "none")
    found = {each.place: each.text for each in problems_of(settings)}
    assert set(found) == {"camera", "split", "hdris"}
    assert found["camera"].startswith("Lens (mm) is [80.0, 40.0]: the least comes first")
    assert found["hdris"] == "HDRIs: there is no such folder"
    assert labels_of(problems_of(settings)) == ["Places and Light", "Camera", "Name, Splits and Checks"]


def test_only_what_a_cut_out_may_have_is_refused_to_a_packshot() -> None:
    settings = settings_of()
    settings.spec.camera.cut = 0.3
    assert [each.place for each in problems_of(settings)][:1] == ["camera"]
    settings.spec.kind = "cutout"
    assert "camera" not in [each.place for each in problems_of(settings)]
    assert spec_from_dict(spec_groups.values_of(settings.spec)).camera.cut == pytest.approx(0.3)


def test_presets_of_ones_own_are_saved_reset_and_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bpy.utils, "user_resource", lambda _, path="": str(tmp_path / path))
    settings = settings_of()
    settings.spec.count = 77
    assert bpy.ops.packshot.add_preset(name="Shoes 1") == {"FINISHED"}
    assert load_spec(str(tmp_path / "presets/packshot/shoes_1.toml")).count == 77
    settings.spec.count = 5
    assert bpy.ops.packshot.reset() == {"FINISHED"}
    assert settings.spec.count == 77
    assert bpy.ops.packshot.add_preset(name="smoke") == {"CANCELLED"}
    settings.spec.name = "shoes_1"
    assert bpy.ops.packshot.remove_preset("EXEC_DEFAULT") == {"FINISHED"}
    assert not (tmp_path / "presets/packshot/shoes_1.toml").exists()


def test_what_the_machine_may_give_reaches_the_request(tmp_path: Path) -> None:
    known, settings = preferences(), settings_of()
    settings.output = str(tmp_path / "new")
    wanted = request_of_panel(settings)
    assert wanted.request.worker_memory_mb is None, "0 leaves it to the machine's memory"
    known.worker_memory_mb, known.samples_per_worker, known.workers, known.cores_free = 2500, 30, 3, 1
    wanted = request_of_panel(settings)
    request = wanted.request
    assert (request.worker_memory_mb, request.samples_per_worker, request.workers) == (2500, 30, 3)
    assert wanted.cores_free == 1


def test_the_device_is_blenders_own_choice_unless_the_panel_names_one(tmp_path: Path) -> None:
    settings, cycles = settings_of(), bpy.context.preferences.addons["cycles"].preferences
    settings.output = str(tmp_path / "new")
    cycles.compute_device_type = "NONE"
    assert request_of_panel(settings).request.device == "cpu"
    kinds = {each[0] for each in cycles.get_device_types(bpy.context)}
    gpu = next((kind for kind in ("CUDA", "HIP", "METAL") if kind in kinds), None)
    if gpu is None:
        return
    cycles.compute_device_type = gpu
    cycles.devices.clear()
    assert request_of_panel(settings).request.device == "", "the worker looks which there are"
    listed = cycles.devices.add()
    listed.name, listed.id, listed.type, listed.use = "one", "one", gpu, True
    assert request_of_panel(settings).request.device == gpu.lower()
    listed.use = False
    assert request_of_panel(settings).request.device == "cpu"
    settings.spec.render.device, listed.use = "cpu", True
    assert request_of_panel(settings).request.device == "", "the spec says it"
    cycles.devices.clear()
    cycles.compute_device_type = "NONE"

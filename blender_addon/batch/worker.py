"""The worker that renders samples: it gets ids, writes finished samples and prints events."""

from __future__ import annotations

from pathlib import Path

import bpy

from ..dataset.header import read_header
from ..dataset.header_warnings import note_warnings
from ..dataset.left_out import LeftOut
from ..library.asset import Asset
from ..library.opening import listening
from ..library.recorded import as_recorded
from ..library.scan import scan_library
from ..render.engine import use_device
from ..render.layers import Settings
from ..spec_toml import spec_from_dict
from ..versions.denoiser import can_denoise
from .attempts import SampleMaker
from .claimed import claimed_ids
from .cutout import make_cutout, make_glowball
from .empty import make_empty
from .events import AssetOpened, AssetRead, Emit, Warned, WorkerDone, WorkerFull, WorkerStarted
from .job import Job
from .kind import Make
from .memory import resident_mb
from .packshot import make_packshot

KINDS: dict[str, Make] = {
    "packshot": make_packshot,
    "cutout": make_cutout,
    "glowball": make_glowball,
    "empty": make_empty,
}
"""How each kind of sample is made, by the spec's `kind`."""
_NO_DENOISER = (
    "this Blender has no OpenImageDenoise: pictures keep their noise; use blender.org's build or bpy, or raise "
    "render.room_samples and render.studio_samples"
)


def run_job(job: Job, emit: Emit) -> None:
    """Render the job's missing ids, and report each."""
    spec = spec_from_dict(dict(job.spec))
    library, warnings = scan_library(**{kind: [Path(path) for path in paths] for kind, paths in job.library.items()})
    if spec.render.denoise and not can_denoise():
        warnings.append(_NO_DENOISER)
        note_warnings(Path(job.out), [_NO_DENOISER])
    root = Path(job.out)
    recorded = as_recorded(library, read_header(root).get("library", {}))
    for text in warnings:
        emit(Warned(text))
    device = use_device(job.device or spec.render.device, job.slot, job.slots)
    emit(WorkerStarted(bpy.app.version_string.split(" ")[0], device.told))
    settings = Settings(spec.render, spec.resolution, device.cycles, job.threads)
    left_out = LeftOut(root, recorded.library, recorded.all_gone())
    maker = SampleMaker(spec, recorded.library, root, settings, KINDS[spec.kind], emit, job.run or "none", left_out)

    def tell(asset: Asset, begins: bool) -> None:
        emit(AssetOpened(asset.id, asset.stamp()) if begins else AssetRead(asset.id))

    with listening(tell):
        for sample in claimed_ids(job, emit):
            maker.make(sample)
            if job.memory_mb and resident_mb() > job.memory_mb:
                emit(WorkerFull(resident_mb()))
                return
    emit(WorkerDone())

"""A worker without Blender, run as a process: it keeps the worker's contract, and misbehaves when a sample is
told to.

Called as `python fake_worker.py BEHAVIOUR JOBFILE`; BEHAVIOUR is JSON, from an id to what happens there.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from blender_addon.batch.claimed import claimed_ids
from blender_addon.batch.events import (
    AssetOpened,
    AssetRead,
    AttemptRejected,
    SampleDone,
    SampleFailed,
    Warned,
    WorkerDone,
    WorkerFailed,
    WorkerFull,
    WorkerStarted,
    say,
)
from blender_addon.batch.job import read_job
from blender_addon.batch.orphans import end_with_parent
from blender_addon.dataset.index import append_index, index_entry
from blender_addon.dataset.layout import DatasetError
from blender_addon.dataset.rejections import append_rejection
from blender_addon.dataset.writer import write_sample
from blender_addon.picture.reasons import Failure


def _crash(root: Path) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def _be_killed(root: Path) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _fall_silent(root: Path) -> None:
    (root / f"asleep-{os.getpid()}").touch()
    time.sleep(600)


READING = {"crash reading": _crash, "killed reading": _be_killed, "silent reading": _fall_silent}


def _is_left_out(root: Path) -> bool:
    path = root / "left_out.jsonl"
    return path.exists() and "model/bad" in path.read_text()


def _misbehave(what: str, root: Path, sample: int, run: str) -> None:
    """What happens before a sample is written, if it ever is."""
    if what == "reject":
        failures = [Failure("too_small", "coverage: 0.001 is below 0.010"), Failure("hidden", "visible: 0.3")]
        append_rejection(root, sample, 0, f"shape/ball#{sample}", failures)
        say(AttemptRejected(sample, 0, ["hidden", "too_small"], "small"))
    if what in READING and not _is_left_out(root):
        # What a file does to Blender while it is read, until somebody has noted it.
        say(AssetOpened("model/bad", "12:99"))
        READING[what](root)
    if what == "read":
        say(AssetOpened("model/good", "12:99"))
        say(AssetRead("model/good"))
    if what == "die" or (what == "die once" and not (root / f"died-{sample}").exists()):
        (root / f"died-{sample}").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "sleep" or (what == "sleep once" and not (root / f"slept-{sample}").exists()):
        (root / f"slept-{sample}").touch()
        (root / f"asleep-{os.getpid()}").touch()
        time.sleep(600)
    if what == "deaf":  # to being asked to end, too
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        (root / f"asleep-{os.getpid()}").touch()
        time.sleep(600)
    if what == "note":  # who makes it, as long as a small render takes
        with (root / "made.txt").open("a") as file:
            file.write(f"{sample} {run}\n")
        time.sleep(0.05)


def _write(what: str, root: Path, sample: int, run: str) -> None:
    if what == "real":
        from synthetic import ball_sample

        files, recipe, facts = ball_sample(sample, ("train", "val", "test")[sample % 3], f"shape/ball#{sample}")
    else:
        product = {"asset": f"shape/ball#{sample}", "category": "ball"}
        recipe = {
            "id": sample,
            "split": "train",
            "product": product,
            "assets": {"product": [product["asset"]]},
        }
        files, facts = {"input.png": b"x"}, {}
    write_sample(root, sample, files, recipe, facts, run)
    append_index(root, index_entry(recipe))


def main() -> None:
    behaviour = json.loads(sys.argv[1])
    end_with_parent()
    job = read_job(Path(sys.argv[2]))
    root = Path(job.out)
    print("Blender 4.5 (chatter that is not an event) {not json", flush=True)
    if behaviour.get("start") == "die":
        print("ImportError: no module named moon\nBlender 5.2.2 LTS\n\nBlender quit", file=sys.stderr)
        sys.exit(3)
    say(WorkerStarted())
    say(Warned("no OpenImageDenoise"))
    with (root / "workers.txt").open("a") as file:
        file.write(f"{os.getpid()} {len(job.ids)} {job.threads}\n")
    if behaviour.get("start") == "fatal":
        say(WorkerFailed("the library is gone"))
        sys.exit(1)
    for sample in claimed_ids(job, say):
        what = behaviour.get(str(sample), behaviour.get("all", "write"))
        if what == "give up":
            say(SampleFailed(sample, f"sample {sample} failed its checks 8 times"))
            continue
        _misbehave(what, root, sample, job.run)
        _write(what, root, sample, job.run)
        if what == "grow":
            say(SampleDone(sample, 0.5))
            say(WorkerFull(9999))
            return
        if what == "die after":
            os.kill(os.getpid(), signal.SIGKILL)
        sys.stdout.write("Fra:1 Mem:20.1M | ")  # Blender leaves its lines open
        say(SampleDone(sample, 0.5 if what != "slow" else 600.0))
    say(WorkerDone())


try:
    main()
except DatasetError as error:  # as `headless.work` does
    say(WorkerFailed(str(error)))
    sys.exit(1)

"""The processes that load samples."""

import os
import signal

import cv2
import torch


def start_worker(_: int) -> None:
    """What a process that loads samples does first.

    It uses one thread: the workers are the parallelism, and the training itself needs the other cores.
    It leaves the run's process group, which Ctrl-C and most other ends of a run reach. The run finishes its step first
    and needs its workers until then. If the run is killed, they notice and end.
    """
    cv2.setNumThreads(0)
    torch.set_num_threads(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "setpgid"):
        os.setpgid(0, 0)


def usual_workers(cores: int, gpu: bool) -> int:
    """How many processes load samples: one for each core but one, at most four.

    0 if a network trains on one or two cores: all its threads would wait for the one whose core a worker takes,
    which costs more than loading between steps (docs/benchmarks.md).
    """
    return 0 if cores <= 2 and not gpu else min(4, max(1, cores - 1))

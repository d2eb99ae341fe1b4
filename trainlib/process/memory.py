"""A process's memory: freed memory is kept for the next step, and errors of too little memory are recognised."""

import ctypes
import sys

# Of glibc's malloc.h: what mallopt can be told.
M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_MAX = -1, -2, -4

# How many extra bytes it requests from the system at once.
PAD = 64 * 2**20

# Messages of PyTorch, ONNX Runtime, NumPy and OpenCV.
OUT_OF_MEMORY = (
    "out of memory",
    "can't allocate memory",
    "insufficient memory",
    "failed to allocate",
    "unable to allocate",
)


def keep_freed_memory() -> bool:
    """Keep freed memory in this process, because training and prediction request the same amount again at once.

    On Linux the memory of large arrays is returned to the system when they are freed. New pages then have to be zeroed
    and mapped, which takes a quarter of a training step on the CPU or more (docs/benchmarks.md). With kept memory the
    process stays as large as its largest step. Nothing else changes.

    Returns:
        Whether it worked; without glibc nothing is done.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):  # another C library
        return False
    return all([mallopt(M_MMAP_MAX, 0), mallopt(M_TRIM_THRESHOLD, -1), mallopt(M_TOP_PAD, PAD)])


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error means that the memory of the GPU or the machine is too small."""
    text = str(error).lower()
    return isinstance(error, MemoryError) or any(words in text for words in OUT_OF_MEMORY)

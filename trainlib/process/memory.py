"""A process's memory: kept from one step to the next, and found to be too little."""

import ctypes
import sys

# Of glibc's malloc.h: what mallopt can be told.
M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_MAX = -1, -2, -4

# It asks the system for so many bytes more than it needs just now.
PAD = 64 * 2**20

# What PyTorch, ONNX Runtime, NumPy and OpenCV say.
OUT_OF_MEMORY = (
    "out of memory",
    "can't allocate memory",
    "insufficient memory",
    "failed to allocate",
    "unable to allocate",
)


def keep_freed_memory() -> bool:
    """Have this process keep memory that it frees, as a training or prediction asks for the same again at once.

    On Linux large arrays go back to the system when they are freed and come back page by page, each zeroed and mapped
    anew: a quarter of a training step on the CPU and more (docs/benchmarks.md). Kept, they make the process about as
    large as its largest step is, for as long as it lives. Nothing else changes, and workers share pages as ever.

    Returns:
        Whether it could be done; elsewhere than with glibc nothing is done.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):  # another C library
        return False
    return all([mallopt(M_MMAP_MAX, 0), mallopt(M_TRIM_THRESHOLD, -1), mallopt(M_TOP_PAD, PAD)])


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error says that memory is too little, the GPU's or the machine's."""
    text = str(error).lower()
    return isinstance(error, MemoryError) or any(words in text for words in OUT_OF_MEMORY)

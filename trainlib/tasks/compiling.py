"""The requirements of torch.compile."""

import os
import shutil
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path


def missing_for_compiling(device: str) -> str | None:
    """What this machine lacks to compile a network, in words; None if nothing.

    On the CPU PyTorch (`torch._inductor.config.cpp.cxx`) calls `$CXX` or the platform's C++ compiler, on code that
    includes Python's headers; on a GPU Triton calls `$CC` or a C compiler.

    Args:
        device: the type of the device that trains: "cpu", "cuda", "mps".
    """
    if device == "cuda":
        known = [os.environ["CC"]] if os.environ.get("CC") else ["clang", "gcc"]
        if find_spec("triton") is None:
            return "Triton"
        return None if any(map(shutil.which, known)) else f"a C compiler ({' or '.join(known)})"
    usual = {"darwin": "clang++", "win32": "cl"}.get(sys.platform, "g++")
    compiler = os.environ.get("CXX") or usual
    if shutil.which(compiler) is None:
        return f"a C++ compiler ({compiler})"
    if not (Path(sysconfig.get_path("include")) / "Python.h").is_file():
        return "Python's headers (Python.h)"
    return None

"""A real Blender with a window on a display of its own, seen by screenshots and driven by a mouse and keys."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
SCRIPT = REPOSITORY.parent / "shared/tools/blender-root.sh"
DISPLAY = ":77"
PATIENCE_S = 600.0


def why_not() -> str:
    """Why no window can be had here; "" where it can."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        return "a window needs Linux and root, for a folder with its own Blender"
    if not SCRIPT.exists():
        return "../shared/tools/blender-root.sh is not here"
    if shutil.which("unshare") is None:
        return "unshare is not here"
    return ""


def root_of(version: str) -> Path | None:
    """The folder with that Blender, made where there is none; None where that does not work."""
    named = os.environ.get("PACKSHOT_WINDOW_ROOT")
    base = Path(named) if named else Path.home() / ".cache/packshot-window"
    root = base / version
    base.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["bash", SCRIPT, "build", version, root], cwd=REPOSITORY, check=False, timeout=1800)
    return root if done.returncode == 0 else None


class Window:
    """One Blender; `folder` is seen alike from inside and outside."""

    def __init__(self, root: Path, archive: Path) -> None:
        self.root, self.folder = root, root / "tmp/packshot-window"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        shutil.copy(archive, self.folder / "packshot.zip")
        shutil.copy(Path(__file__).with_name("driver.py"), self.folder)
        shutil.copy(Path(__file__).with_name("start.sh"), self.folder)
        self._process = subprocess.Popen(
            ["bash", SCRIPT, "run", root, "bash", "/tmp/packshot-window/start.sh", DISPLAY],
            cwd=REPOSITORY,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            self.until(lambda: (self.folder / "up").exists(), "a window")
        except AssertionError:
            self.close()
            raise

    def until(self, true: object, what: str, seconds: float = PATIENCE_S) -> None:
        """Wait for something."""
        end = time.monotonic() + seconds
        while not true():  # type: ignore[operator]
            assert time.monotonic() < end, f"{what} did not come; the terminal said: {self.log()[-2000:]}"
            time.sleep(0.3)

    def log(self) -> str:
        """What Blender's terminal said."""
        path = self.folder / "log.txt"
        return path.read_text("utf-8", "replace") if path.exists() else ""

    def ask(self, source: str) -> str:
        """Have Blender run some Python; what it printed."""
        (self.folder / "answer.txt").unlink(missing_ok=True)
        (self.folder / "ask.partial").write_text(source)
        (self.folder / "ask.partial").rename(self.folder / "ask.py")
        self.until(lambda: (self.folder / "answer.txt").exists(), "an answer")
        return (self.folder / "answer.txt").read_text().strip()

    def click(self, x: int, y: int) -> None:
        """Move there as a hand does, and click."""
        self._do("mousemove", x, y, "sleep", 0.7, "mousemove_relative", 1, 0, "sleep", 0.7, "click", 1, "sleep", 1.5)

    def press(self, key: str, x: int, y: int) -> None:
        """Press a key with the mouse over a place."""
        self._do("mousemove", x, y, "sleep", 0.7, "mousemove_relative", 1, 0, "sleep", 0.7, "key", key, "sleep", 1.5)

    def shot(self, path: Path) -> None:
        """A screenshot."""
        inside = "/tmp/packshot-window/shot.png"
        self._inside("import", "-window", "root", inside)
        shutil.copy(self.root / inside[1:], path)

    def close(self) -> None:
        """End Blender and its display."""
        os.killpg(self._process.pid, 15)
        self._process.wait(30)

    def _do(self, *words: object) -> None:
        self._inside("xdotool", *map(str, words))

    def _inside(self, *command: str) -> None:
        subprocess.run(["chroot", self.root, "env", f"DISPLAY={DISPLAY}", *command], check=True, timeout=120)

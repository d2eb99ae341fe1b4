"""A real Blender with a window on a display of its own, seen by screenshots and driven by a mouse and keys."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
SCRIPT = REPOSITORY.parent / "shared/tools/blender-root.sh"
DISPLAY = f":{100 + os.getpid() % 900}"
PATIENCE_S = 180.0
BUILD_S = 300
"""Seconds that making a folder with a Blender may take."""
STEPS = (0, 26, -26, 13, -13, 39, -39, 52, -52, 65, -65, 78, -78, 104, -104, 130, -130, 156, -156, 182, -182)
"""Where `find` looks around the usual place, pixels: a row is about 26 high."""


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
    """The folder with that Blender, made where there is none; None where that does not work or takes too long."""
    named = os.environ.get("PACKSHOT_WINDOW_ROOT")
    base = Path(named) if named else Path.home() / ".cache/packshot-window"
    root, draft = base / version, base / f"{version}.partial"
    if root.exists():
        return root
    base.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(draft, ignore_errors=True)
    command = ["bash", str(SCRIPT), "build", version, str(draft)]
    building = subprocess.Popen(command, cwd=REPOSITORY, start_new_session=True, stdin=subprocess.DEVNULL)
    try:
        if building.wait(BUILD_S):
            return None
    except (subprocess.TimeoutExpired, KeyboardInterrupt) as error:
        os.killpg(building.pid, signal.SIGTERM)
        building.wait()
        if isinstance(error, KeyboardInterrupt):
            raise
        return None
    draft.rename(root)  # only a whole one is found by the next run
    return root


class Window:
    """One Blender; `folder` is seen alike from inside and outside."""

    def __init__(self, root: Path, archive: Path) -> None:
        self.root, self.folder = root, root / "tmp/packshot-window"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        shutil.copy(archive, self.folder / "packshot.zip")
        shutil.copy(Path(__file__).with_name("driver.py"), self.folder)
        shutil.copy(Path(__file__).with_name("start.sh"), self.folder)
        self._process = self._begin()
        self._wait_for_it()

    def _begin(self) -> subprocess.Popen[bytes]:
        (self.folder / "up").unlink(missing_ok=True)
        return subprocess.Popen(
            ["bash", SCRIPT, "run", self.root, "bash", "/tmp/packshot-window/start.sh", DISPLAY],
            cwd=REPOSITORY,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _wait_for_it(self) -> None:
        try:
            self.until(lambda: (self.folder / "up").exists(), "a window")
        except AssertionError:
            self.close()
            raise

    def start_again(self) -> None:
        """Wait until Blender has quit, and start it once more with the same preferences."""
        self._process.wait(PATIENCE_S)
        self._process = self._begin()
        self._wait_for_it()

    def until(self, true: object, what: str, seconds: float = PATIENCE_S) -> None:
        """Wait for something."""
        end = time.monotonic() + seconds
        while not true():  # type: ignore[operator]
            assert self._process.poll() is None, f"Blender has ended; the terminal said: {self.log()[-2000:]}"
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

    def under(self, x: int, y: int) -> str:
        """What Blender copies from the button there, as with Ctrl-C: an operator's call, or a field's value."""
        self.ask("bpy.context.window_manager.clipboard = ''")
        self._do(
            "mousemove", x, y, "sleep", 0.4, "mousemove_relative", 1, 0, "sleep", 0.4, "key", "ctrl+c", "sleep", 0.5
        )
        return self.ask("print(bpy.context.window_manager.clipboard)")

    def find(self, operator: str, x: int, near: int) -> tuple[int, int]:
        """Where an operator's button is: at the usual height, or some rows above or below it."""
        seen = []
        for step in STEPS:
            seen.append(self.under(x, near + step))
            if f"bpy.ops.packshot.{operator}(" in seen[-1]:
                return x, near + step
        raise AssertionError(f"no button {operator} near {x}, {near}; there were {sorted(set(seen))}")

    def type_into(self, x: int, y: int, text: str) -> None:
        """Double-click a field, write a value, and accept it."""
        self._do("mousemove", x, y, "sleep", 0.5, "mousemove_relative", 1, 0, "sleep", 0.5)
        self._do("click", "--repeat", 2, "--delay", 80, 1, "sleep", 0.7, "key", "ctrl+a", "sleep", 0.3)
        self._do("type", "--delay", 100, text)
        self._do("sleep", 0.3, "key", "Return", "sleep", 1)

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
        os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)

    def _do(self, *words: object) -> None:
        self._inside("xdotool", *map(str, words))

    def _inside(self, *command: str) -> None:
        subprocess.run(["chroot", self.root, "env", f"DISPLAY={DISPLAY}", *command], check=True, timeout=120)

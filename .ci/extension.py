"""Build the installable extension: `python .ci/extension.py --out dist` writes dist/packshot-VERSION.zip.

Needs no Blender. The same sources give the same bytes, so that two builds can be compared by checksum.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
import zipfile
from pathlib import Path

ADDON = Path(__file__).resolve().parent.parent / "blender_addon"
SUFFIXES = {".py", ".toml", ".json"}
BARE_NAMES = {"LICENSE"}
ASSETS = "assets_manifest.json"
"""What Fetch Assets can fetch; it lies beside the add-on."""
EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest time a zip can hold


def members(addon: Path) -> list[Path]:
    """Files that the extension ships, sorted, relative to `addon`.

    Only known kinds go in, so that neither caches nor what an editor leaves behind does.
    """
    found = []
    for path in addon.rglob("*"):
        inside = path.relative_to(addon)
        hidden = any(part.startswith((".", "__pycache__")) for part in inside.parts)
        if path.is_file() and not hidden and (path.suffix in SUFFIXES or path.name in BARE_NAMES):
            found.append(inside)
    if (addon.parent / ASSETS).exists():
        found.append(Path(ASSETS))
    return sorted(found, key=Path.as_posix)


def build(addon: Path, out: Path) -> Path:
    """Zip the add-on's folder into `out`, its manifest at the zip's root; returns the zip's path."""
    manifest = tomllib.loads((addon / "blender_manifest.toml").read_text(encoding="utf-8"))
    out.mkdir(parents=True, exist_ok=True)
    target = out / f"{manifest['id']}-{manifest['version']}.zip"
    partial = target.with_suffix(".zip.partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for inside in members(addon):
            entry = zipfile.ZipInfo(inside.as_posix(), EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, wherever it is built
            entry.external_attr = 0o100644 << 16
            source = addon / inside
            archive.writestr(entry, (source if source.exists() else addon.parent / inside).read_bytes())
    partial.replace(target)
    return target


def main() -> int:
    """Parse the command line, build, say where the zip is."""
    parser = argparse.ArgumentParser(description="Build the installable Blender extension.")
    parser.add_argument("--out", type=Path, default=Path("dist"), help="folder for the zip (default: dist)")
    target = build(ADDON, parser.parse_args().out)
    size = target.stat().st_size / 1024
    print(f"{target}: {size:.0f} kB; in Blender: Preferences › Get Extensions › Install from Disk")
    return 0


if __name__ == "__main__":
    sys.exit(main())

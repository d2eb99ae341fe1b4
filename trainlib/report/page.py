"""Renders the page templates in this folder."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from trainlib.records.files import replace_file


def render(template: str, **context: object) -> str:
    """Fill a template. Every value is escaped. A missing value is an error."""
    return _environment().get_template(template).render(**context)


def write_page(path: Path, html: str) -> None:
    """Write a page atomically.

    Raises:
        OSError: the folder cannot be written.
    """
    # Bytes in file names that are not text are shown as replacement characters.
    replace_file(path, html.encode("utf-8", errors="replace"))


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("trainlib.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(link=link, percent=_percent, duration=duration)
    return environment


def link(path: str) -> str:
    """A relative path as a URL. Spaces, `#`, `?`, `%` and colons are escaped."""
    return "./" + quote(path.encode("utf-8", errors="surrogateescape"))


def _percent(share: float) -> str:
    """0.873 as `87 %`."""
    return f"{share * 100:.0f} %"


def duration(seconds: float) -> str:
    """A duration for people: `0.42 s`, `12 s`, `3 min 05 s`, `2 h 10 min`."""
    if seconds < 9.95:
        return f"{seconds:.2g} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"

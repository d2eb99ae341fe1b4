"""What reports are made of, and what a page of them refers to."""

import csv
from html.parser import HTMLParser
from pathlib import Path

from trainlib.records.predictions import Prediction


class Page(HTMLParser):
    """The sources of a page's pictures, its links, its text, and any tag left open."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pictures: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        values = dict(attrs)
        if tag == "img":
            self.pictures.append(values["src"] or "")
        if tag == "a":
            self.links.append(values["href"] or "")

    def handle_data(self, data: str) -> None:
        self.text += data


def write_run(folder: Path, rows: list[dict[str, object]]) -> Path:
    folder.mkdir(parents=True)
    columns = list(dict.fromkeys(key for row in rows for key in row))
    with (folder / "metrics.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return folder


def prediction(photo: str, confidence: float = 0.9, error: str = "") -> Prediction:
    return Prediction(photo, Path(photo).stem, 1, 1, "s", 10, 10, confidence, 0.5, 0.1, error)

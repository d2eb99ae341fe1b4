"""The contact sheet of predictions."""

from dataclasses import replace
from pathlib import Path

from report_files import Page, prediction

from trainlib.records import predictions
from trainlib.report import page
from trainlib.report.contact_sheet import write_contact_sheet


def test_hostile_names_are_text(tmp_path: Path) -> None:
    name = '<img src=x onerror="alert(1)">&\'#?%20.jpg'
    for suffix in (predictions.CUTOUT, predictions.MASK, predictions.PACKSHOT):  # files that are there are linked
        (tmp_path / f"{prediction(name).name}{suffix}").write_bytes(b"")
    made = replace(prediction(name), files="mask,cutout,packshot")
    shown = write_contact_sheet(tmp_path, "<b>bold</b>", [made, prediction("b<i>.png", error="</td><script>")])
    html = shown.read_text()
    read = Page(html)
    assert "script" not in read.tags and "b" not in read.tags and "i" not in read.tags
    assert name in read.text and "</td><script>" in read.text
    assert all(source.startswith("./thumbnails/%3Cimg%20src%3Dx") for source in read.pictures)
    assert all("%23%3F%2520" in link for link in read.links) and len(read.links) == 3
    assert page.link("javascript:alert(1)") == "./javascript%3Aalert%281%29"


def test_unsure_ones_come_first(tmp_path: Path) -> None:
    write_contact_sheet(tmp_path, "t", [prediction("a.png", 0.9), prediction("b.png", 0.2), prediction("c.png", 0.6)])
    read = (tmp_path / "index.html").read_text()
    assert read.index("b.png") < read.index("c.png") < read.index("a.png")
    assert Page(read).text.split("Worth a look")[1].split()[0] == "2"

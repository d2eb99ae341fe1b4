"""Records of predictions."""

import json
from pathlib import Path

from report_files import prediction

from trainlib.records import predictions


def test_records_from_elsewhere_are_data(tmp_path: Path) -> None:
    good = prediction("ü.png")
    predictions.append(tmp_path, good)
    with (tmp_path / predictions.FILE).open("a") as file:
        file.write("{}\n[1]\nnull\n")
        for change in (
            {"name": "../../etc/passwd"},
            {"name": "/etc/passwd"},
            {"confidence": "high"},
            {"more": 1},
        ):
            file.write(json.dumps({**good.__dict__, "photo": "x", **change}) + "\n")
        file.write('{"photo": "torn')
    assert predictions.read(tmp_path) == {"ü.png": good}
    changed = prediction("ü.png", 0.1)
    (tmp_path / predictions.FILE).unlink()
    predictions.append(tmp_path, good)
    predictions.append(tmp_path, changed)
    assert predictions.read(tmp_path) == {"ü.png": changed}

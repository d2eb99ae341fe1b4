"""The part of the demo with predictions."""

from trainlib.report.predictions_part import sample_number


def test_sample_numbers() -> None:
    assert sample_number("000017.png") == 17
    assert sample_number("000/000017/input.png") == 17
    assert sample_number("IMG_000017.png") is None
    assert sample_number("17.png") is None

"""Charts, by hand."""

from trainlib.report import charts


def test_ticks_by_hand() -> None:
    assert charts.nice_ticks(0.13, 0.92, 5) == [0, 0.2, 0.4, 0.6, 0.8, 1.0]
    assert charts.nice_ticks(0, 3, 6, whole=True) == [0, 1, 2, 3]
    assert charts.nice_ticks(5, 5, 5)[0] <= 5 < charts.nice_ticks(5, 5, 5)[-1]


def test_chart_by_hand() -> None:
    chart = charts.line_chart("dice", {"val": [(0, 0.0), (10, 1.0)], "train": []})
    # From the lower left corner of the plot to the upper right.
    assert chart.lines[0].points == f"{chart.left:.1f},{chart.bottom:.1f} {chart.right:.1f},{chart.top:.1f}"
    assert len(chart.lines) == 1
    assert [tick.label for tick in chart.x_ticks] == ["0", "2", "4", "6", "8", "10"]
    charts.line_chart("one", {"val": [(3, 0.5)]})

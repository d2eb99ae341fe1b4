"""A small study and what its trials might have come to."""

from pathlib import Path

from trainlib.study.plan import Study, Trial
from trainlib.study.running import Outcome
from trainlib.study.study_file import read_study

SMALL = """
title: Small
config: smoke
settings: {trainer.max_epochs: 2}
axes:
  data.max_samples: [4, 8]
  light: {off: {data.relight: 0}, on: {data.relight: 0.7}}
seeded: [seed_everything, data.max_samples_seed]
seeds: [1, 2]
metrics: [val/dice]
"""


def study_of(tmp_path: Path, text: str = SMALL) -> Study:
    path = tmp_path / "small.yaml"
    path.write_text(text)
    return read_study(path)


def judged(study: Study) -> list[tuple[Trial, Outcome]]:
    """Each trial's Dice is 0.5 + limit/100 + 0.1 with new light + seed/1000."""
    return [
        (
            trial,
            Outcome(
                {
                    "val/dice": 0.5
                    + int(trial.levels["data.max_samples"]) / 100
                    + trial.seed / 1000
                    + 0.1 * (trial.levels["light"] == "on")
                },
                10.0,
                80,
                20,
                2,
            ),
        )
        for trial in study.trials()
    ]

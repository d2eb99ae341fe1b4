"""Runs the command that is asked for."""

import importlib
import sys

from trainlib.cli.help import HELP
from trainlib.console.hints import nearest
from trainlib.process.exit_codes import SUCCESS, USAGE_ERROR
from trainlib.training.config_files import shipped_configs

# These share one module, which gets the command's name.
TRAINING = ("fit", "validate", "test")

# Each other command, and the module whose main(argv) -> exit code it is.
COMMANDS = {
    "predict": "trainlib.inference.command",
    "export": "trainlib.inference.export_command",
    "report": "trainlib.report.command",
    "statistics": "trainlib.doctor.statistics_command",
    "backgrounds": "trainlib.data.backgrounds_command",
    "doctor": "trainlib.doctor.command",
    "evaluate": "trainlib.evaluate.command",
    "card": "trainlib.report.card_command",
    "study": "trainlib.study.command",
    "drawings": "trainlib.drawings.command",
    "import-cvat": "trainlib.annotations.command",
    "outlines": "trainlib.outlines.command",
    "sliders": "trainlib.report.sliders",
    "serve": "trainlib.serve.command",
    "compose": "trainlib.compose.command",
    "bag": "trainlib.inference.bag_command",
    "mine": "trainlib.mining.command",
    "suggest": "trainlib.suggest.command",
}


def main(argv: list[str]) -> int:
    """Run one command; its module is imported only then.

    Args:
        argv: the words after `python -m trainlib`.

    Returns:
        The exit code: 0; 1 if something failed; 2 if the user asked for something that cannot be done; 130 after
        Ctrl-C; 143 after SIGTERM; 129 after SIGHUP.
    """
    if not argv or argv[0] in ("-h", "--help", "help"):
        print(HELP.format(configs=", ".join(shipped_configs())), end="")
        return SUCCESS if argv else USAGE_ERROR
    command, rest = argv[0], argv[1:]
    if command in TRAINING:
        return _run("trainlib.training.command", argv)
    if command in COMMANDS:
        return _run(COMMANDS[command], rest)
    known = [*TRAINING, *COMMANDS]
    print(f"error: no command {command!r}{nearest(command, known)}; see python -m trainlib --help", file=sys.stderr)
    return USAGE_ERROR


def _run(module: str, argv: list[str]) -> int:
    """The exit code of a module's `main`."""
    code: int = importlib.import_module(module).main(argv)
    return code

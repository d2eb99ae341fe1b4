"""Finds configs: the YAML files that ship, and those of a user."""

from pathlib import Path

import yaml

from trainlib.console.cli_errors import UsageError
from trainlib.console.hints import nearest

CONFIGS = Path(__file__).parents[1] / "configs"


def shipped_configs() -> list[str]:
    """The names of the configs that ship."""
    return sorted(path.stem for path in CONFIGS.glob("*.yaml"))


def find_configs(words: list[str]) -> list[str]:
    """A command line in which the bare name of a shipped config, after --config or -c, is replaced by its path.

    Raises:
        UsageError: where a config is neither a file nor shipped, or holds no settings.
    """
    found = []
    expected = False
    for word in words:
        option, equals, value = word.partition("=") if word.startswith("--config=") else ("", "", word)
        if expected or equals:
            value = str(_find_config(value))
        found.append(f"{option}{equals}{value}")
        expected = word in ("--config", "-c")
    return found


def _find_config(name: str) -> Path:
    """The file of a config, by its path or by the name of one that ships.

    Raises:
        UsageError: it is neither, or holds no settings.
    """
    path, shipped = Path(name), shipped_configs()
    if not path.is_file():
        if name not in shipped:
            raise UsageError(
                f"no config {name!r}{nearest(name, shipped)}; give a YAML file or one that ships: {', '.join(shipped)}"
            )
        path = CONFIGS / f"{name}.yaml"
    _check_config(path)
    return path


def _check_config(path: Path) -> None:
    """Check that a config can be read and holds settings by name.

    Raises:
        UsageError: it cannot, or does not.
    """
    try:
        settings = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not a YAML file (it is not text in UTF-8)") from error
    except yaml.YAMLError as error:
        raise UsageError(f"{path}: not readable as YAML: {' '.join(str(error).split())[:200]}") from error
    if not isinstance(settings, dict):
        found = "is empty" if settings is None else f"holds a {type(settings).__name__}"
        raise UsageError(f"{path}: {found}, expected settings by name, as in the configs that ship")

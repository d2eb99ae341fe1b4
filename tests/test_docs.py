"""The pages say what is there: lines are short, links lead somewhere, commands, options, files and imports exist."""

from __future__ import annotations

import ast
import functools
import importlib
import re
import shlex
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

REPO = Path(__file__).resolve().parents[1]
PAGES = sorted([*REPO.glob("*.md"), *(REPO / "docs").rglob("*.md")])
LONGEST = 120

FENCE = re.compile(r"^(?P<mark>`{3,})(?P<kind>\w*)\n(?P<text>.*?)^(?P=mark)$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} +(?P<words>.+)$", re.MULTILINE)
SETTING = re.compile(r"`--(?P<name>(?:data|model|trainer)\.[\w.]+)")
FILE = re.compile(r"`(?P<path>(?:trainlib|blender_addon|tests|bench|docs|constraints)/[\w./-]*)`")
# A page that tells what things were called before names what is no more.
HISTORY = {"CHANGELOG.md"}
# What CONTRIBUTING.md has people make.
EXAMPLES = {
    "blender_addon/recipe/families/block.py",
    "blender_addon/scene/products/block.py",
    "trainlib/models/plain_net.py",
}

TRAINING = {"fit", "validate", "test"}
# The page that explains every option of a command.
EXPLAINED = {
    "predict": "predicting",
    "export": "exporting",
    "doctor": "data",
    "evaluate": "judging",
    "study": "judging",
    "drawings": "drawings",
    "import-cvat": "drawings",
    "outlines": "drawings",
    "sliders": "networks",
    "serve": "serving",
    "compose": "data",
    "mine": "judging",
    "suggest": "judging",
    "bag": "predicting",
    "statistics": "data",
}


def named(page: Path) -> str:
    return page.relative_to(REPO).as_posix()


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def blocks(kind: str) -> Iterator[tuple[str, str]]:
    """Page and text of every fenced block of a language."""
    for page in PAGES:
        for found in FENCE.finditer(read(page)):
            if found["kind"] == kind:
                yield named(page), found["text"]


def commands(program: str) -> list[tuple[str, list[str]]]:
    """Page and words behind `python -m PROGRAM` of each command in shell blocks; `$A` stands for what A was set to."""
    found = []
    for page, text in blocks("bash"):
        variables: dict[str, str] = {}
        for line in text.replace("\\\n", " ").splitlines():
            for name, value in variables.items():
                line = line.replace(f"${name}", value)
            if setting := re.fullmatch(r"(\w+)=\"(.*)\"", line):
                variables[setting[1]] = setting[2]
            words = shlex.split(line, comments=True)
            if f"-m {program} " in f"{line} " and words[words.index("-m") + 1 :][:1] == [program]:
                found.append((page, words[words.index("-m") + 2 :]))
    return found


def slug(heading: str) -> str:
    """What GitHub calls a heading in links."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def slugs(page: Path) -> set[str]:
    return {slug(heading["words"]) for heading in HEADING.finditer(read(page))}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_lines_are_short(page: Path) -> None:
    lines = enumerate(read(page).splitlines(), start=1)
    assert [f"{named(page)}:{at} has {len(line)}" for at, line in lines if len(line) > LONGEST] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.finditer(FENCE.sub("", read(page))):
        place, _, anchor = link["target"].partition("#")
        if "://" in place:
            continue
        target = (page.parent / place).resolve() if place else page
        if not target.exists() or (anchor and anchor not in slugs(target)):
            broken.append(link["target"])
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_files_that_are_named_exist(page: Path) -> None:
    paths = {found["path"] for found in FILE.finditer(read(page))} if page.name not in HISTORY else set()
    assert [path for path in sorted(paths - EXAMPLES) if not (REPO / path).exists()] == []


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (REPO / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    asked = {word for _, text in blocks("bash") for word in re.findall(r"^make ([a-z-]+)", text, re.MULTILINE)}
    assert asked - targets == set()
    assert asked


def test_python_blocks_can_be_imported() -> None:
    found = [(page, text) for page, text in blocks("python") if "import " in text]
    for page, text in found:
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] in {"trainlib", "blender_addon"}:
                module = importlib.import_module(str(node.module))
                missing = [name.name for name in node.names if not hasattr(module, name.name)]
                assert not missing, f"{page}: {node.module} has no {missing}"
    assert found


def helped(main: Callable[[list[str]], Any], command: str, capsys: pytest.CaptureFixture[str]) -> set[str]:
    """The options that the help of a command ("check", "assets fetch") names."""
    try:
        code = main([*command.split(), "--help"])
    except SystemExit as end:
        code = end.code
    said = capsys.readouterr()
    assert code in (0, None), f"{command}: {said.err}"
    return {option.rstrip(".") for option in re.findall(r"--[a-z][\w.-]*", said.out)}


def test_commands_of_the_add_on_exist(capsys: pytest.CaptureFixture[str]) -> None:
    main = importlib.import_module("blender_addon.__main__").main
    known = functools.cache(functools.partial(helped, main, capsys=capsys))
    found = commands("blender_addon")
    for page, (command, *words) in found:
        whole = f"{command} {words[0]}" if command == "assets" else command
        unknown = {word.partition("=")[0] for word in words if word.startswith("--")} - known(whole)
        assert not unknown, f"{page}: {whole} has no {unknown}"
    assert {"generate", "preview", "check", "assets"} <= {words[0] for _, words in found}


def test_commands_of_trainlib_exist(capsys: pytest.CaptureFixture[str]) -> None:
    main = importlib.import_module("trainlib.cli.main").main
    known = functools.cache(functools.partial(helped, main, capsys=capsys))
    found = [one for one in commands("trainlib") if one[1][0] not in TRAINING]
    for page, (command, *words) in found:
        asked = {word.partition("=")[0] for word in words if word.startswith("--")}
        # A study hands what it does not know on to `fit`.
        unknown = {word for word in asked if not (command == "study" and word[2:] in settings())} - known(command)
        assert not unknown, f"{page}: {command} has no {unknown}"
    assert set(EXPLAINED) <= {words[0] for _, words in found}
    for command, page in EXPLAINED.items():
        text = read(REPO / f"docs/{page}.md")
        assert [
            option for option in sorted(known(command) - {"--help", "--any.setting.of.fit"}) if option not in text
        ] == []


class Parser(Exception):  # noqa: N818  it is not an error
    """Carries the parser of the training commands out of Lightning's constructor."""


def training_parser() -> Any:
    cli = importlib.import_module("trainlib.training.lightning_cli").TrainingCLI

    class Caught(cli):  # type: ignore[misc, valid-type]
        def parse_arguments(self, parser: Any, args: Any) -> None:
            raise Parser(parser)

    try:
        Caught(["fit"], ExitStack())
    except Parser as found:
        return found.args[0]
    raise AssertionError("Lightning parses in another way")


def test_training_commands_are_taken() -> None:
    """By the parser itself, values and all; folders need not exist for that."""
    find_configs = importlib.import_module("trainlib.training.config_files").find_configs
    parser, found = training_parser(), [one for one in commands("trainlib") if one[1][0] in TRAINING]
    for page, words in found:
        config = dict(pairwise(words)).get("--config", "")
        if "--help" in words or config.endswith(".yaml"):
            continue
        try:
            parser.parse_args([words[0], *find_configs(words[1:])])
        except Exception as error:
            raise AssertionError(f"{page}: {' '.join(words)}: {' '.join(str(error).split())[:300]}") from error
    assert len(found) > 10


@functools.cache
def settings() -> dict[str, list[Any]]:
    """Every setting `data.…`, `model.…` or `trainer.…`, with its default in each class that has it."""
    from jsonargparse import ArgumentParser
    from lightning.pytorch import LightningDataModule, Trainer

    importlib.import_module("trainlib.training.lightning_cli")
    task = importlib.import_module("trainlib.tasks.base").Task
    found: dict[str, list[Any]] = {}
    groups = {"data": descendants(LightningDataModule), "model": descendants(task), "trainer": [Trainer]}
    for before, kinds in groups.items():
        for kind in kinds:
            parser = ArgumentParser(exit_on_error=False)
            parser.add_class_arguments(kind, before, fail_untyped=False, sub_configs=True)
            for action in parser._actions:
                for option in action.option_strings:
                    found.setdefault(option[2:], []).append(action.default)
                for name, default in parts(action):  # settings that are objects have settings of their own
                    found.setdefault(f"{action.dest}.{name}", []).append(default)
    return found


def descendants(kind: type) -> list[type]:
    """The classes of trainlib below one."""
    below = [one for child in kind.__subclasses__() for one in [child, *descendants(child)]]
    return [one for one in below if one.__module__.startswith("trainlib.")]


def parts(action: Any) -> list[tuple[str, Any]]:
    """The fields of a setting whose type is a dataclass, or one or nothing, and their defaults."""
    hint = getattr(action, "_typehint", None)
    found = []
    for kind in [hint, *getattr(hint, "__args__", ())]:
        for name, field in getattr(kind, "__dataclass_fields__", {}).items():
            found.append((name, getattr(action.default, name, field.default)))
    return found


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_settings_that_are_named_exist(page: Path) -> None:
    asked = {found["name"].rstrip(".") for found in SETTING.finditer(read(page))} if page.name not in HISTORY else set()
    assert sorted(asked - settings().keys() - {"data.help", "model.help", "data.deal"}) == []


@pytest.mark.parametrize("page", [page for page in PAGES if page.name not in HISTORY], ids=named)
def test_defaults_are_those_of_the_code(page: Path) -> None:
    wrong = []
    for options, cell in re.findall(r"^\| (`--.*?`) \| (.*?) \|", read(page), re.MULTILINE):
        # A word stands for what is nothing in the code. Behind a semicolon is what configs say instead.
        told = yaml.safe_load(cell.partition(";")[0].replace("`", "")) if cell[0] in "`0123456789" else None
        for name in re.findall(r"`--((?:data|model)\.[\w.]+)`", options):
            there = [list(value) if isinstance(value, tuple) else value for value in settings()[name]]
            comparable = not isinstance(told, str) or any(isinstance(value, str) for value in there)
            if told is not None and comparable and told not in there:
                wrong.append(f"{name}: the page has {told}, the code {there}")
    assert wrong == []


def test_what_people_add_to_is_where_contributing_says() -> None:
    """The names that a step of CONTRIBUTING.md tells stand in one of the files that it tells."""
    examples, missing, count = {"plain_net", "area_error"}, [], 0
    for step in re.findall(r"^\*\*\d\. .+?(?=\n\n)", read(REPO / "CONTRIBUTING.md"), re.MULTILINE | re.DOTALL):
        files = [path for path in FILE.findall(step) if path not in EXAMPLES and (REPO / path).is_file()]
        texts = [(REPO / path).read_text(encoding="utf-8") for path in files]
        for name in (
            set(re.findall(r"`\"?([A-Za-z]+_[a-z_]+|[A-Z_]{4,}|__\w+__)\"?`", step)) - examples if texts else ()
        ):
            count += 1
            if not any(re.search(rf"\b{name}\b", text) for text in texts):
                missing.append(f"{name} is not in {', '.join(files)}")
    assert missing == []
    assert count >= 5

"""docs/reliability.md lists exit codes and reasons: each is what the code says."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import blender_addon.exit_codes as of_addon
import trainlib.process.exit_codes as of_trainlib

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs/reliability.md").read_text("utf-8")
ERRORS = {
    "AnotherLibraryError",
    "AnotherSpecError",
    "BlenderMissingError",
    "DatasetError",
    "DeviceError",
    "SampleExistsError",
    "SpecError",
}
"""Classes of errors of the add-on whose text is the one line."""
GAP = "…"
"""What stands on the page, and here, for what a message fills in."""


def section(heading: str) -> str:
    return PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]


REASONS = re.findall(r"^\| (?:`trainlib`: )?((?:`[^`]+`(?:, )?)+) \|", section("One-line reasons"), re.MULTILINE)
PHRASES = [phrase for cell in REASONS for phrase in re.findall("`([^`]+)`", cell)]


@cache
def messages() -> list[list[str]]:
    """The words of every text in both programs, with a gap for each value that is put into it."""
    found = []
    for package in ("blender_addon", "trainlib"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                said = with_gaps(node)
                if said and len(said) < 400:
                    found.append(words(said))
    return found


def raised(package: str) -> list[str]:
    """What the errors say that end a run with one line; not those that only pass another's words on."""
    found = []
    for path in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS and node.args:
                said = with_gaps(node.args[0])
                if len(said.replace(GAP, "").split()) > 2:
                    found.append(said)
    return found


def with_gaps(node: ast.AST) -> str:
    """The text of a node, with a gap for each value that is put into it; "" where it is none."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(v.value) if isinstance(v, ast.Constant) else f" {GAP} " for v in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def words(text: str) -> list[str]:
    return re.findall(rf"{GAP}|[\w'-]+(?:\.\w+)*", text)


def agree(phrase: list[str], message: list[str], spare: int = 1) -> bool:
    """Whether a message begins with the phrase; gaps of the message may hold so many of its own words, and not more."""
    if not phrase:
        return True
    if phrase[0] == GAP and agree(phrase[1:], message, spare):
        return True
    if not message:
        return False
    if GAP in (phrase[0], message[0]):
        if agree(phrase, message[1:], spare):
            return True
        held = spare - (phrase[0] != GAP)
        return message[0] == GAP and held >= 0 and agree(phrase[1:], message, held)
    return phrase[0] == message[0] and agree(phrase[1:], message[1:], spare)


def says(phrase: list[str], message: list[str]) -> bool:
    """Whether it stands somewhere in the message."""
    return any(agree(phrase, message[start:]) for start in range(len(message)) if message[start] in {GAP, *phrase[:2]})


def test_the_page_has_the_exit_codes_of_both_programs() -> None:
    codes = [int(code) for code in re.findall(r"^\| (\d+) \|", section("Exit codes"), re.MULTILINE)]
    for program in (of_addon, of_trainlib):
        known = [program.SUCCESS, program.FAILED, program.USAGE_ERROR, program.INTERRUPTED]
        assert codes == known


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_reason_on_the_page_is_one_that_the_code_gives(phrase: str) -> None:
    assert any(says(words(phrase), message) for message in messages()), phrase


def test_a_reason_that_the_addon_gives_is_on_the_page() -> None:
    given = [words(text) for text in raised("blender_addon")]
    assert len(given) > 30
    listed = [words(phrase) for phrase in PHRASES]
    missing = [" ".join(message) for message in given if not any(says(phrase, message) for phrase in listed)]
    assert missing == []


def test_a_reason_that_no_code_gives_would_be_found() -> None:
    assert len(PHRASES) >= 40
    for phrase in (
        "the disk is empty",
        "is not a Blender that walks",
        "sample … is damaged and fixed",
        "the log is lost",
    ):
        assert not any(says(words(phrase), message) for message in messages()), phrase

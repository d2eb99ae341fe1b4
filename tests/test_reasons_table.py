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
                if isinstance(node, ast.JoinedStr):
                    parts = [str(v.value) if isinstance(v, ast.Constant) else f" {GAP} " for v in node.values]
                    found.append(words("".join(parts)))
                elif isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 400:
                    found.append(words(node.value))
    return found


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


def test_a_reason_that_no_code_gives_would_be_found() -> None:
    assert len(PHRASES) >= 40
    for phrase in (
        "the disk is empty",
        "is no Blender that walks",
        "sample … is damaged and mended",
        "the log is lost",
    ):
        assert not any(says(words(phrase), message) for message in messages()), phrase

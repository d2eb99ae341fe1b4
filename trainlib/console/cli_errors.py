"""Turns jsonargparse's error about a wrong setting into one line: which setting, what is wrong, what was meant.

jsonargparse lists every type that it tried. This module picks out what a user needs. An unknown message is shown whole,
on one line. argparse's messages are shortened too.
"""

import argparse
import difflib
import inspect
import re
import sys
from collections.abc import Iterable, Mapping
from typing import NoReturn

from trainlib.console.hints import flatten, listing, nearest
from trainlib.process.exit_codes import USAGE_ERROR

# The branch for None, and a dump of what was given.
TAIL = re.compile(r"\s*- Expected a <class 'NoneType'>.*$", re.DOTALL)

# The layers around the message itself.
KEY = re.compile(r"""\s*Parser key ["'](?P<key>[\w.]+)["']:\s*(?:- Expected a path [^\n]*\n)?\s*""")
OWNER = re.compile(r"\s*Problem with given class_path '(?P<path>[\w.]+)':\s*")
BRANCHES = re.compile(r"\s*(?:- )?Does not validate against any of the Union subtypes.*?Errors:\s*- ", re.DOTALL)

# The messages themselves.
OPTION = re.compile(r"Option '(?P<name>[\w.]+)' is not accepted")
REQUIRED = re.compile(r"the following arguments are required: (?P<names>[\w., ]+)")
NO_CLASS = re.compile(r"Expected a dot import path string: (?P<name>\S+)")
NO_CLASS_PATH = re.compile(r"Not a valid subclass of")
NO_KEY = re.compile(r"does not accept option '(?P<name>[\w.]+)'")
NO_WORD = re.compile(r"[Uu]nrecognized arguments?: (?P<name>[^\s=]+)")
NO_CHOICE = re.compile(r"invalid choice: '(?P<name>[^']*)' \(choose from (?P<known>.*)\)")
CHOICE = re.compile(r"[^\s',]+")
GIVEN = re.compile(r"(?:Given|Got) value: (?P<value>\S.*)")
EXPECTED = re.compile(r"Expected an? (?P<kind>Literal\[[^]]*\]|\w+)")

# What users call the types of settings. Other types are not mentioned.
KINDS = {
    "bool": "true or false",
    "dict": "names with values",
    "float": "a number",
    "int": "a whole number",
    "list": "a list",
    "str": "text",
    "tuple": "a list",
}


class UsageError(Exception):
    """A request that cannot be fulfilled; the message is one line for the user."""


class OneLineParser(argparse.ArgumentParser):
    """A parser that reports an error in one line, without its usage."""

    def parse_args(self, args=None, namespace=None):  # type: ignore[no-untyped-def,override]
        """As argparse, but a misspelt option is reported before a missing one. Both may be the same option."""
        for word in sys.argv[1:] if args is None else args:
            if word == "--":
                break
            name = word.partition("=")[0]
            if name.startswith("--") and not any(known.startswith(name) for known in self._option_string_actions):
                self.error(f"unrecognized arguments: {name}")
        return super().parse_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        """Print the error and the option or word that may have been meant; exit code 2."""
        hint = ""
        if found := NO_WORD.search(message):
            hint = nearest(found["name"], self._option_string_actions)
        elif found := NO_CHOICE.search(message):
            hint = nearest(found["name"], CHOICE.findall(found["known"]))
        self.exit(2, f"error: {message}{hint}; see {self.prog} --help\n")


def fail(message: str, code: int = USAGE_ERROR) -> int:
    """Print an error on stderr in one line and return the exit code."""
    print(f"error: {message}", file=sys.stderr)
    return code


def explain(message: str, classes: Mapping[str, type], settings: Iterable[str]) -> str:
    """The error in one line.

    Args:
        message: what jsonargparse raised.
        classes: the classes whose settings a config may name, by short name.
        settings: the full names of all settings outside those classes, such as "trainer.max_epochs".
    """
    text, keys, owner = TAIL.sub("", message), "", ""
    while True:
        if found := KEY.match(text):
            keys = f"{keys}.{found['key']}" if keys else found["key"]
        elif found := OWNER.match(text):
            owner = found["path"].rpartition(".")[2]
        elif not (found := BRANCHES.match(text)):
            break
        text = text[found.end() :]

    if found := OPTION.search(text):
        return f"no setting {keys}.{found['name']}{_hint(keys, found['name'], classes.get(owner))}"
    if found := REQUIRED.search(text):
        full = [f"{keys}.{name.strip()}" if keys else name.strip() for name in found["names"].split(",")]
        return f"{listing(full)} is missing: give --{full[0]} on the command line or in the config"
    if found := NO_CLASS.search(text):
        return f"{keys + ': ' if keys else ''}no class {found['name']!r}{nearest(found['name'], classes)}"
    if NO_CLASS_PATH.search(text):
        return f"{keys}: its class is missing; name it as class_path, with its settings under init_args"
    if found := NO_KEY.search(text) or NO_WORD.search(text):
        name = found["name"].lstrip("-")
        within = [setting for owner in classes.values() for setting in settings_of(owner)]
        return f"no setting {name}{nearest(name, settings) or nearest(name.partition('.')[0], within)}"
    given = GIVEN.search(message)
    # A class's own message says what was given; a list of all its settings would hide that.
    value = None if given is None or given["value"].startswith("Namespace(") else given["value"]
    text = flatten(text)
    if kinds := EXPECTED.findall(text):
        text = f"expected {_expected(kinds)}"
    if value is not None and (kinds or value not in text):
        text += f"; given is {value}{nearest(value, _choices(kinds))}"
    return f"{keys}: {text}" if keys else text


def _expected(kinds: Iterable[str]) -> str:
    """The types that a setting may have, in words."""
    words = [
        f"one of {kind[8:-1]}".replace("'", "") if kind.startswith("Literal[") else KINDS.get(kind, kind)
        for kind in kinds
        if kind != "NoneType"
    ]
    return " or ".join(dict.fromkeys(words))


def _choices(kinds: Iterable[str]) -> list[str]:
    """The choices of a setting, if it has any."""
    return [word.strip(" '") for kind in kinds if kind.startswith("Literal[") for word in kind[8:-1].split(",")]


def _hint(keys: str, name: str, owner: type | None) -> str:
    """The setting of a class whose name is closest to this one, or all its settings."""
    known = [] if owner is None else settings_of(owner)
    close = difflib.get_close_matches(name, known, n=1)
    if close:
        return f" (did you mean {keys}.{close[0]}?)"
    return f"; there are {listing(known)}" if known else ""


def settings_of(owner: type) -> list[str]:
    """The names of a class's settings, including those that it passes to its base class."""
    parameters = inspect.signature(owner).parameters
    names = [name for name, parameter in parameters.items() if parameter.kind is not parameter.VAR_KEYWORD]
    if len(names) < len(parameters):
        names += [name for name in settings_of(owner.__mro__[1]) if name not in names]
    return names

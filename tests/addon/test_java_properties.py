"""Java's .properties grammar, and licences as catalogues write them."""

from __future__ import annotations

import pytest

from blender_addon.library.java_properties import parse_properties
from blender_addon.library.licences import licence_of


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        (b"name#1=Bed\nname#2: Sofa\r\nname#3 Table\n", {"name#1": "Bed", "name#2": "Sofa", "name#3": "Table"}),
        (b"  # no\n! nor this\n\n \t key \t=\t value with spaces \n", {"key": "value with spaces "}),
        (b"tags=a, \\\n     b, \\\n  c\nnext=1", {"tags": "a, b, c", "next": "1"}),
        (b"path=C\\:\\\\x\\n\nafter=1", {"path": "C:\\x\n", "after": "1"}),
        (b"even=two\\\\\nnext=1", {"even": "two\\", "next": "1"}),
        (b"a\\ key\\=odd=1", {"a key=odd": "1"}),
        (b"n=caf\\u00e9 \\u20ac \\ud83d\\ude00", {"n": "café € 😀"}),
        (b"n=\\ud83d alone", {"n": "\ufffd alone"}),
        (b"latin=\xa9 caf\xe9", {"latin": "© café"}),
        ("utf=café €".encode(), {"utf": "café €"}),
        (b"twice=1\ntwice=2\nempty=\nbare\nopen=1\\", {"twice": "2", "empty": "", "bare": "", "open": "1"}),
        (b"", {}),
    ],
)
def test_grammar(text: bytes, entries: dict[str, str]) -> None:
    assert parse_properties(text) == entries


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Creative Commons Attribution 3.0 Unported license  © Emmanuel Puybaret", "CC-BY-3.0"),
        ("Creative Commons Attribution 3.0 United States license  Copyright © 2003-2008", "CC-BY-3.0-US"),
        ("Creative Commons Attribution-NonCommercial-ShareAlike 4.0", "CC-BY-NC-SA-4.0"),
        ("Creative Commons Attribution-NoDerivs 4.0 International", "CC-BY-ND-4.0"),
        ("CC0 1.0", "CC0-1.0"),
        ("Public domain", "Public domain"),
        ("Free Art license", "Free Art license"),
        ("Creative Commons", "Creative Commons"),
        ("  ", "unknown"),
    ],
)
def test_licences(text: str, name: str) -> None:
    assert licence_of(text) == name

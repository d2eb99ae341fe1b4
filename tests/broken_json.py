"""JSON as nobody should write it: any value, and a good document with one place of it changed. For hypothesis."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import Phase
from hypothesis import strategies as st

PHASES = (Phase.explicit, Phase.generate)
"""Not shrunk: a document with two places changed is small, and deep ones take minutes."""
ODD = st.sampled_from(
    [10**400, -(10**400), 1e308, float("nan"), float("inf"), -0.0, "", "\n\x1b[31m", "../../etc", [[]], {}, "\ud800"]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | ODD
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


def places(document: Any, before: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value in a document."""
    inside = document.items() if isinstance(document, dict) else enumerate(document)
    found = []
    for key, value in inside:
        found.append((*before, key))
        if isinstance(value, (dict, list)):
            found += places(value, (*before, key))
    return found


@st.composite
def changed(draw: st.DrawFn, document: Any) -> Any:
    """The document with one or two values replaced, taken away, or put in."""
    document = copy.deepcopy(document)
    for _ in range(draw(st.integers(1, 2))):
        *above, last = draw(st.sampled_from(places(document) or [("x",)]))
        there = document
        for key in above:
            there = there[key]
        how = draw(st.sampled_from(["replace", "replace", "delete", "add"]))
        if how == "delete":
            del there[last]
        elif how == "add" and isinstance(there, dict):
            there[draw(st.text(max_size=8))] = draw(VALUES)
        else:
            there[last] = draw(VALUES)
    return document


def files(document: Any) -> st.SearchStrategy[bytes]:
    """What a file may hold in place of the document: it with changes, any JSON, cut JSON, any bytes."""

    def encoded(value: Any) -> bytes:
        return json.dumps(value).encode()

    whole = changed(document).map(encoded)
    cut = st.tuples(whole, st.floats(0, 1)).map(lambda pair: pair[0][: int(len(pair[0]) * pair[1])])
    deep = st.sampled_from(
        [
            b"[" * 3000,
            b"[" * 100_000 + b"]" * 100_000,
            b'{"a":' * 5000,
            b"1" * 5000,
            b'{"id": &}'.replace(b"&", b"1" * 5000),
        ]
    )
    return whole | VALUES.map(encoded) | cut | st.binary(max_size=40) | deep


def assert_one_line(error: BaseException) -> None:
    """A person is told in one line that a terminal can show."""
    text = str(error)
    assert text.strip() and text.isprintable() and len(text) < 2000, repr(text)[:3000]

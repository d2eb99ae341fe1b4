"""What the tests of trainlib share: their mark, their threads, and a tiny dataset."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import torch
from fixture_dataset import make_dataset

if TYPE_CHECKING:
    from browsing import Tabs
    from starlette.testclient import TestClient

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in Path(item.path).parents:
            item.add_marker(pytest.mark.train)


@pytest.fixture(autouse=True)
def few_threads() -> None:
    """Tiny tensors are slower on many threads than on one."""
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve samples of 64 by 64: eight train, two val, two test. Nobody writes into it but the cache."""
    return make_dataset(tmp_path_factory.mktemp("data") / "tiny", count=12)


@pytest.fixture(scope="session")
def by_heart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six samples, four of them for training."""
    return make_dataset(tmp_path_factory.mktemp("heart") / "data", count=6, seed=2)


@pytest.fixture
def cutout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cut-out network that takes dark pixels for product, as a checkpoint."""
    from serving import network

    return network(tmp_path, monkeypatch)


@pytest.fixture
def page(tmp_path: Path, cutout: Path) -> Iterator[TestClient]:
    """A browser on a server of that network."""
    from serving import open_page

    with open_page(tmp_path / "serve", cutout) as client:
        yield client


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder beside the repository with the reference reader and real photos."""
    if not SHARED.is_dir():
        pytest.skip(f"there is no {SHARED.name} folder beside the repository")
    return SHARED


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    """Debian's Chromium, without a window."""
    from browsing import CHROMIUM, playwright

    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def tabs(browser: object) -> Iterator[Tabs]:
    """Tabs of Chromium; `errors` has what went wrong in them."""
    from browsing import Tabs

    found = Tabs(browser)
    yield found
    found.close()

"""What the tests of trainlib share: their mark, their threads, and a tiny dataset."""

from pathlib import Path

import pytest
import torch
from fixture_dataset import make_dataset

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


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder beside the repository with the reference reader and real photos."""
    if not SHARED.is_dir():
        pytest.skip(f"there is no {SHARED.name} folder beside the repository")
    return SHARED

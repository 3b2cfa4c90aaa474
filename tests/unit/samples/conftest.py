from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from samples import VARIANTS, Sample, generate


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Sample]:
    """Each variant, generated once for all tests."""
    folder, done = tmp_path_factory.mktemp("samples"), dict[str, Sample]()

    def make(variant: str) -> Sample:
        if variant not in done:
            done[variant] = generate(variant, folder)
        return done[variant]

    return make


@pytest.fixture(params=list(VARIANTS))
def sample(request: pytest.FixtureRequest, made: Callable[[str], Sample]) -> Any:
    """Every variant in turn."""
    return made(request.param)


@pytest.fixture
def shared() -> Path:
    """The hand-labelled catalogues and tools that lie beside a developer's clone."""
    folder = Path(__file__).parents[4] / "shared"
    if not folder.is_dir():
        pytest.skip("../shared is not here")
    return folder

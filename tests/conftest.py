"""What every test gets: no settings of this machine, and Chinese hospital time."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk import i18n
from kiosk.config import Settings


@pytest.fixture(autouse=True)
def nobody_at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep a test away from the settings and the register of whoever runs it."""
    for name in [name for name in os.environ if name.startswith("KIOSK_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session", autouse=True)
def one_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Let every desk find what is made once a machine: the lexicon takes many seconds."""
    place = tmp_path_factory.getbasetemp().parent / "kiosk-cache"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(place))
        yield place


@pytest.fixture(autouse=True)
def one_language_a_test() -> Iterator[None]:
    """Let no test leave its language to the next."""
    yield
    i18n.choose(i18n.DEFAULT)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings that keep everything in a directory of this test."""
    return Settings(data=tmp_path / "data")


@pytest.fixture
def register(settings: Settings) -> Iterator[Settings]:
    """Open a register of this test's own, on the test's thread."""
    from kiosk import store

    settings.data.mkdir()
    store.open_register(settings)
    yield settings
    store.close()

"""The desk in the packaged xterm on an X display: four flows by clicks alone, and a camera before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk import i18n
from kiosk.i18n import _
from tests.desk_terminal import command, free_port
from tests.walks import HOME, KINDS, LANGUAGES, RATING, check, kept, scores, steps, walk
from tests.window import Window, window

TONGUES = {"zh_CN": "简体中文", "en": "English"}


@dataclass
class Terminal:
    """Everything that stands in the hall."""

    window: Window
    data: Path
    base: str


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    """Open a terminal once for every test here; each begins and ends at Home."""
    folder, port = tmp_path_factory.mktemp("hall"), free_port()
    base = f"http://127.0.0.1:{port}"
    words = ("--data", str(folder / "data"), "--host", "127.0.0.1", "--port", str(port))
    with window(folder, command("--language", "zh_CN", *words), KIOSK_BASE_ADDRESS=base) as opened:
        i18n.choose("zh_CN")
        opened.see(_(HOME))
        yield Terminal(opened, folder / "data", base)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_flow_by_clicks_alone_ends_with_a_code_that_a_camera_reads(
    hall: Terminal, kind: str, language: str
) -> None:
    i18n.choose("zh_CN")
    hall.window.tap(TONGUES[language])
    i18n.choose(language)
    walk(hall.window, steps(kind, language))
    hall.window.wait(lambda: bool(hall.window.codes()), "the code")
    [address] = hall.window.codes()
    assert address.lower().startswith(hall.base)
    hall.window.tap(_("Done"))
    i18n.choose("zh_CN")
    hall.window.see(_(HOME))
    check(kept(hall.data)[language, kind])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rating_by_clicks_alone(hall: Terminal, language: str) -> None:
    before = scores(hall.data)
    i18n.choose("zh_CN")
    hall.window.tap(TONGUES[language])
    i18n.choose(language)
    walk(hall.window, RATING)
    assert scores(hall.data) == [*before, 4]
    hall.window.tap(TONGUES["zh_CN"])
    i18n.choose("zh_CN")
    hall.window.see(_(HOME))

"""The status page in a real browser at phone size: it fits, it reads well, and it needs no script."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from kiosk.web import app, server
from tests.register import HOSTILE, draft
from tests.web import Site, site

PHONE = {"width": 390, "height": 844}
LANGUAGES = {"zh-CN": "zh-Hans", "zh-TW": "zh-Hant", "en": "en"}
BEHIND_PROXY = {"X-Forwarded-Proto": "https"}
# Beyond what is on by default: 7:1 for every text, and targets that a thumb meets.
STRICT = {"rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}}}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Debian's Chromium."""
    with sync_playwright() as play:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
        chromium = play.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        yield chromium
        chromium.close()


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Site]:
    """Open a page over a small hospital, behind a proxy on this machine."""
    with site(tmp_path / "data", trusted_proxies=("127.0.0.1",)) as made:
        yield made


@pytest.fixture
def base(here: Site) -> Iterator[str]:
    """Serve the page on a free port."""
    listening = socket.create_server(("127.0.0.1", 0))
    serving = uvicorn.Server(server.config(here.settings, app.make(here.settings, here.register)))
    thread = threading.Thread(target=serving.run, args=([listening],))
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    serving.should_exit = True
    thread.join()


def phone(browser: Browser, language: str = "en", **values: Any) -> BrowserContext:
    """Return a phone with nothing on it yet."""
    asked: dict[str, Any] = {
        "viewport": PHONE,
        "locale": language,
        "extra_http_headers": BEHIND_PROXY,
    } | values
    context = browser.new_context(**asked)
    context.set_default_timeout(10_000)
    return context


def unlock(page: Page, digits: str = "5678") -> None:
    """Open the rest of a case."""
    page.fill("#digits", digits)
    send(page, "form[action$=open] button")


def send(page: Page, button: str) -> None:
    """Tap a button, and wait for the page that it leads to."""
    with page.expect_navigation():
        page.click(button)


def fits(page: Page) -> bool:
    """Say whether nothing stands beyond the right edge."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def small_targets(page: Page) -> list[str]:
    """Return what one taps that is lower than a thumb is wide."""
    return page.eval_on_selector_all(  # type: ignore[no-any-return]
        "button, summary, .call, input:not([type=hidden]), textarea",
        "all => all.filter(one => one.getBoundingClientRect().height < 44).map(one => one.outerHTML)",
    )


def troubles(page: Page) -> list[str]:
    """Return what axe finds wrong on a page."""
    found = Axe().run(page, options=STRICT).response["violations"]
    return [f"{one['id']}: {node['html']} {node['failureSummary']}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_accessible(
    here: Site, base: str, browser: Browser, language: str, colours: str
) -> None:
    uid, path = here.file()
    _late, late = here.file()
    here.answer(uid)
    here.clock.move(days=3)
    context = phone(browser, language, color_scheme=colours)
    page = context.new_page()
    for show in (
        lambda: page.goto(base),
        lambda: page.goto(f"{base}/S/NOTHING"),
        lambda: page.goto(base + late),
        lambda: page.goto(base + path),
        lambda: unlock(page, "0000"),
        lambda: unlock(page),
        lambda: page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)"),
        lambda: send(page, "form[action$=withdraw] button"),
    ):
        show()
        assert page.get_attribute("html", "lang") == LANGUAGES[language]
        assert troubles(page) == []
        assert fits(page) and small_targets(page) == []
    context.close()


def test_it_fits_the_narrowest_phone_with_large_letters(here: Site, base: str, browser: Browser) -> None:
    uid, path = here.file(draft(words=HOSTILE + "long" * 300))
    here.answer(uid, words="answer" * 100)
    context = phone(browser, viewport={"width": 320, "height": 568})
    page = context.new_page()
    page.goto(base + path)
    unlock(page)
    assert fits(page)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert fits(page)
    context.close()


def test_one_request_shows_the_page_and_nobody_else_is_asked(here: Site, base: str, browser: Browser) -> None:
    _uid, path = here.file()
    context = phone(browser)
    page, asked, said = context.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(base + path)
    assert [url for url in asked if not url.startswith("data:")] == [base + path]
    assert said == []
    context.close()


def test_everything_works_without_scripts(here: Site, base: str, browser: Browser) -> None:
    uid, path = here.file()
    here.answer(uid)
    context = phone(browser, java_script_enabled=False)
    page = context.new_page()
    page.goto(base + path.lower())
    unlock(page, "0000")
    assert page.locator("#open-problem").is_visible()
    unlock(page)
    assert page.locator("blockquote").count() == 2
    page.fill("#words", "谢谢你们")
    send(page, "form[action$=message] button")
    assert page.locator("[role=status]").is_visible() and page.locator("blockquote").count() == 3
    send(page, "button[value=solved]")
    send(page, "button[value='5']")
    assert page.locator("h1").inner_text() == "Closed"
    assert page.locator("button[name=score]").count() == 0
    send(page, "text=繁體中文")
    assert page.get_attribute("html", "lang") == "zh-Hant"
    case = here.case(uid)
    assert (case.stage, case.verdict) == ("closed", "solved")
    context.close()


def test_hostile_words_run_nothing(here: Site, base: str, browser: Browser) -> None:
    words = HOSTILE + "<script>document.title='x'</script><img src=x onerror=\"document.title='x'\">"
    _uid, path = here.file(draft(words=words))
    context = phone(browser)
    page = context.new_page()
    page.goto(base + path)
    unlock(page)
    assert "<img src=x" in page.locator("blockquote").inner_text()
    assert page.locator("main img, main script").count() == 0 and page.title() != "x"
    context.close()


def test_printing_leaves_out_what_one_taps(here: Site, base: str, browser: Browser) -> None:
    _uid, path = here.file()
    context = phone(browser)
    page = context.new_page()
    page.goto(base + path)
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible() and not page.locator("#digits").is_visible()
    context.close()

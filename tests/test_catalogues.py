"""Every sentence of the desk is said in every language, and in words that people like to read."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from kiosk.i18n import LANGUAGES, choose, ngettext, read_catalogue
from kiosk.screens.console import case_acts
from scripts import catalogues

TRANSLATED = [language for language in LANGUAGES if language != "en"]
PLACE = re.compile(r"%\(\w+\)[sd]")
BANNED = {
    "en": ("please", "sorry", "invalid", "oops", "forbidden", "illegal", "error code"),
    "zh_CN": ("抱歉", "对不起", "请输入有效", "非法", "无效", "错误代码", "有误"),
    "zh_TW": ("抱歉", "對不起", "請輸入有效", "非法", "無效", "錯誤代碼", "錯誤碼", "有誤"),
}
MAINLAND = (
    "二維碼",
    "身份",
    "打印",
    "信息",
    "短信",
    "質量",
    "程序",
    "屏幕",
    "默認",
    "軟件",
    "網絡",
    "掛號信息",
    "醫生",
    "護士",
)
BUTTONS = (
    "Back",
    "Start again",
    "Call a person",
    "Continue",
    "File it",
    "Send it",
    "Done",
    "Print",
    "Change",
    "No phone: choose a PIN",
    "Sign in",
    "Sign out",
    "Save",
    "Go on",
    "Preview",
    "Offer it",
    "Ask",
    "Send back",
    "Call it answered",
    "Issue it",
    "Verified",
    "Make a new link",
    "Close account",
)
CONSOLE_FOOT, CONSOLE_MENU = 6, 10
"""Characters at most of a key at the foot of the console, and of a line in its menu of acts."""
ODD_SIGNS = re.compile(r"[,;:?!](?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])[,;:?!]|——")


def said(language: str) -> Catalog:
    with (catalogues.LOCALE / language / "LC_MESSAGES" / "kiosk.po").open("rb") as source:
        return read_po(source, locale=language)


def sentences(language: str) -> list[Message]:
    return [message for message in said(language) if message.id]


def in_words(message: Message) -> str:
    return " / ".join(catalogues.texts(message.string))


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    template = tmp_path_factory.mktemp("catalogue") / "kiosk.pot"
    catalogues.extract(template)
    return catalogues.read(template)


def test_all_languages_but_english_have_a_catalogue() -> None:
    assert (
        sorted(path.parent.parent.name for path in catalogues.LOCALE.glob("*/LC_MESSAGES/kiosk.po"))
        == TRANSLATED
    )
    assert tuple(TRANSLATED) == catalogues.TRANSLATED


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_of_the_code_is_said_and_no_other(language: str, asked: Catalog) -> None:
    assert list(catalogues.problems(asked, said(language))) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_is_guessed_and_nothing_left_empty(language: str) -> None:
    assert [message.id for message in sentences(language) if message.fuzzy] == []
    assert [message.id for message in sentences(language) if not in_words(message).strip()] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_babel_finds_no_fault(language: str) -> None:
    assert [(message.id, fault.args) for message, faults in said(language).check() for fault in faults] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_place_is_one_that_the_code_fills(language: str) -> None:
    for message in sentences(language):
        filled = {place for text in catalogues.texts(message.id) for place in PLACE.findall(text)}
        for text in catalogues.texts(message.string):
            assert set(PLACE.findall(text)) <= filled, message.id
            assert "%" not in PLACE.sub("", text) or "%" in PLACE.sub("", str(message.id)), message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_count_has_the_one_form_that_chinese_needs(language: str) -> None:
    catalogue = said(language)
    assert (catalogue.num_plurals, catalogue.plural_expr) == (1, "0")
    counted = [message for message in sentences(language) if isinstance(message.id, tuple)]
    assert counted and all(len(catalogues.texts(message.string)) == 1 for message in counted)


@pytest.mark.parametrize("language", TRANSLATED)
def test_lines_stay_lines(language: str) -> None:
    for message in sentences(language):
        for text in catalogues.texts(message.string):
            assert text == text.strip() and "\n\n" not in text, message.id
            assert text.count("\n") <= catalogues.texts(message.id)[0].count("\n"), message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_scolds_or_grovels(language: str) -> None:
    found = [
        (word, in_words(one))
        for one in sentences(language)
        for word in BANNED[language]
        if word in in_words(one)
    ]
    assert found == []


def test_no_english_sentence_scolds_or_grovels(asked: Catalog) -> None:
    texts = [text.lower() for message in asked if message.id for text in catalogues.texts(message.id)]
    assert [(word, text) for text in texts for word in BANNED["en"] if re.search(rf"\b{word}\b", text)] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_chinese_stands_with_chinese_signs(language: str) -> None:
    assert [in_words(message) for message in sentences(language) if ODD_SIGNS.search(in_words(message))] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_whoever_reads_is_addressed_politely(language: str) -> None:
    assert [
        in_words(message) for message in sentences(language) if re.search("你(?!们|們)", in_words(message))
    ] == []


def test_taiwan_reads_its_own_words() -> None:
    found = [
        (word, in_words(one)) for one in sentences("zh_TW") for word in MAINLAND if word in in_words(one)
    ]
    assert found == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_buttons_are_short(language: str) -> None:
    catalogue = said(language)
    assert [name for name in BUTTONS if name in catalogue and len(in_words(catalogue[name])) > 6] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_can_be_done_with_a_case_fits_the_foot_and_the_menu(language: str) -> None:
    catalogue = said(language)
    labels = {key: in_words(catalogue[label]) for key, label, *_others in case_acts.TABLE}
    assert [words for words in labels.values() if len(words) > CONSOLE_MENU] == []
    assert [labels[key] for key in "axpnvlRuyhdi" if len(labels[key]) > CONSOLE_FOOT] == []


def test_a_sentence_inside_an_f_string_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.py"
    page.write_text(
        """label = f"‹ {_('Back')}"\nngettext("one", "many", len(found))\n_(unknown)\n""", encoding="utf-8"
    )
    with page.open("rb") as file:
        found = [(line, name, words) for line, name, words, _comments in catalogues.sentences(file)]
    assert found == [(1, "_", ("Back",)), (2, "ngettext", ("one", "many", None)), (3, "_", (None,))]


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_desk_really_says_it(language: str) -> None:
    spoken = read_catalogue(catalogues.LOCALE / language / "LC_MESSAGES")
    assert spoken.gettext("Continue") == "下一步"
    assert "%(count)d" in spoken.ngettext("%(count)d answer", "%(count)d answers", 3)


def test_counting_in_chinese_takes_any_number() -> None:
    choose("zh_CN")
    told = {ngettext("%(count)d answer", "%(count)d answers", n) % {"count": n} for n in (0, 1, 2, 11)}
    assert told == {"找到 0 条", "找到 1 条", "找到 2 条", "找到 11 条"}

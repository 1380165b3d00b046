"""Keep the catalogues in step with the sentences in the code: say `update` or `check`."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "kiosk" / "locale"
TRANSLATED = ("zh_CN", "zh_TW")
MARKS = ("_", "N_", "ngettext")
Marked = tuple[int, str, tuple[str | None, ...], list[str]]
PLACE = re.compile(r"%\((\w+)\)[sd]")


def pybabel(*args: str) -> None:
    """Run pybabel in the checkout, quietly."""
    subprocess.run([sys.executable, "-m", "babel.messages.frontend", "-q", *args], cwd=ROOT, check=True)


def sentences(file: BinaryIO, *_asked: object, **_options: object) -> Iterator[Marked]:
    """Find what a Python file marks; Babel's own reading misses f-strings before Python 3.12."""
    calls = [node for node in ast.walk(ast.parse(file.read())) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        if name in MARKS:
            yield call.lineno, name, tuple(_words(argument) for argument in call.args), []


def _words(argument: ast.expr) -> str | None:
    is_text = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    return argument.value if is_text else None  # type: ignore[attr-defined]


def extract(pot: Path) -> None:
    """Write every sentence that the code marks."""
    pybabel("extract", "-F", "pyproject.toml", "--no-location", "--omit-header", "-o", str(pot), ".")


def update(pot: Path) -> int:
    """Bring each language's catalogue up to the code; a new sentence comes untranslated, never guessed."""
    shape = ["--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date", "--no-wrap"]
    pybabel("update", *shape, "-D", "kiosk", "-d", str(LOCALE), "-i", str(pot))
    return 0


def read(file: Path) -> Catalog:
    """Return what a catalogue says; one that is not there says nothing."""
    if not file.exists():
        return Catalog()
    with file.open("rb") as source:
        return read_po(source)


def texts(words: object) -> tuple[str, ...]:
    """Return the forms of a sentence, of which most have one."""
    return tuple(words) if isinstance(words, tuple | list) else (str(words or ""),)


def problems(asked: Catalog, said: Catalog) -> Iterator[str]:
    """Say what a language lacks, has too much, or has with other places."""
    for message in asked:
        if message.id:
            found = said.get(message.id, message.context)
            yield from ([f"missing: {texts(message.id)[0]}"] if found is None else faults(found))
    for message in said:
        if message.id and asked.get(message.id, message.context) is None:
            yield f"no longer used: {texts(message.id)[0]}"


def faults(message: Message) -> Iterator[str]:
    """Say what is wrong with one translation."""
    written = texts(message.id)
    places = {place for text in written for place in PLACE.findall(text)}
    if message.fuzzy or not all(texts(message.string)):
        yield f"not translated: {written[0]}"
    elif any(set(PLACE.findall(text)) - places for text in texts(message.string)):
        yield f"places differ: {written[0]}"
    elif len(written) == 1 and set(PLACE.findall(texts(message.string)[0])) != places:
        yield f"a place is left out: {written[0]}"


def check(pot: Path) -> int:
    """Print what each language lacks, and return 1 when it is anything."""
    asked = read(pot)
    found = [
        f"{language}: {problem}"
        for language in TRANSLATED
        for problem in problems(asked, read(LOCALE / language / "LC_MESSAGES" / "kiosk.po"))
    ]
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


def main(act: str) -> int:
    """Extract the sentences, then update or check."""
    with TemporaryDirectory() as place:
        pot = Path(place) / "kiosk.pot"
        extract(pot)
        return check(pot) if act == "check" else update(pot)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "check"))

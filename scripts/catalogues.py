"""Keep the catalogues in step with the sentences in the code: `catalogues.py update` or `catalogues.py check`."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "kiosk" / "locale"
PLACE = re.compile(r"%\((\w+)\)[sd]")


def pybabel(*args: str) -> None:
    """Run pybabel in the checkout, quietly."""
    subprocess.run([sys.executable, "-m", "babel.messages.frontend", "-q", *args], cwd=ROOT, check=True)


def extract(pot: Path) -> None:
    """Write every sentence that the code marks."""
    pybabel("extract", "-F", "pyproject.toml", "--no-location", "--omit-header", "-o", str(pot), ".")


def update(pot: Path) -> None:
    """Bring each language's catalogue up to the code; a new sentence comes untranslated, never guessed."""
    shape = ["--no-fuzzy-matching", "--ignore-obsolete", "--no-wrap"]
    pybabel("update", *shape, "-D", "kiosk", "-d", str(LOCALE), "-i", str(pot))


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
    asked = read_po(pot.open("rb"))
    found = 0
    for po in sorted(LOCALE.glob("*/LC_MESSAGES/kiosk.po")):
        language = po.parent.parent.name
        for problem in problems(asked, read_po(po.open("rb"), locale=language)):
            print(f"{language}: {problem}")
            found += 1
    return 1 if found else 0


def main(act: str) -> int:
    """Extract the sentences, then update or check."""
    with TemporaryDirectory() as place:
        pot = Path(place) / "kiosk.pot"
        extract(pot)
        return check(pot) if act == "check" else update(pot) or 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "check"))

"""Which test shows which line of a service centre's work: reads docstrings, and writes docs/features.md anew.

Run `python -m scripts.features` after a test with such a line came, went or moved. What a line means is
written in the page by hand; it says which lines the page lacks.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "features.md"
NAMED = re.compile(
    r"\b((?:ORG|FC|CH|CMP|RCT|FU|SAT|AWD|TRN|SCR|APT|REP)-[0-9]{2}|(?:LIMIT|PRINT) [a-z0-9-]*[a-z0-9])\b"
)
ROW = re.compile(r"\| ((?:[A-Z]+-[0-9]{2}|LIMIT \S+|PRINT \S+)) \| (.*) \| (.*) \|")


def shown(tests: Path = ROOT / "tests") -> dict[str, set[str]]:
    """Return every line that a test says it shows, and the files of those tests."""
    found: dict[str, set[str]] = {}
    for path in sorted(tests.glob("test_*.py")):
        for told in docstrings(ast.parse(path.read_text("utf-8"))):
            for name in NAMED.findall(told):
                found.setdefault(name, set()).add(path.stem.removeprefix("test_"))
    return found


def docstrings(module: ast.Module) -> Iterator[str]:
    """Give what the tests of a file say of themselves."""
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield ast.get_docstring(node) or ""


def listed(page: str) -> dict[str, set[str]]:
    """Return every line of the page, and the files that it names."""
    return {
        row[1]: set(re.findall(r"`(\w+)`", row[3])) for row in map(ROW.fullmatch, page.splitlines()) if row
    }


def rewritten(page: str, found: dict[str, set[str]]) -> str:
    """Return the page with the files as they are now."""
    lines = []
    for line in page.splitlines():
        row = ROW.fullmatch(line)
        files = ", ".join(f"`{file}`" for file in sorted(found.get(row[1], ()))) if row else ""
        lines.append(f"| {row[1]} | {row[2]} | {files or '—'} |" if row else line)
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the page anew, and say what is missing in it or in the tests."""
    page, found = PAGE.read_text("utf-8"), shown()
    PAGE.write_text(rewritten(page, found), "utf-8")
    for name in sorted(found.keys() ^ listed(page).keys()):
        print(f"{name}: {'no line of the page' if name in found else 'no test'}")


if __name__ == "__main__":
    main()

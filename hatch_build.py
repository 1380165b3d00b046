"""Compile every language's catalogue when the package is built or installed for editing."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileCatalogues(BuildHookInterface):
    """Write kiosk.mo beside each kiosk.po."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile for wheels and editable installs; the source archive carries the .po files alone."""
        if self.target_name == "wheel":
            for po in self.catalogues("kiosk.po"):
                self.compile(po)

    def clean(self, versions: list[str]) -> None:
        """Remove what an earlier build compiled."""
        for mo in self.catalogues("kiosk.mo"):
            mo.unlink()

    def catalogues(self, name: str) -> list[Path]:
        """Find the files of this name, one a language."""
        return sorted((Path(self.root) / "kiosk" / "locale").glob(f"*/LC_MESSAGES/{name}"))

    def compile(self, po: Path) -> None:
        """Turn one .po file into its .mo file."""
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        with po.open("rb") as source:
            catalogue = read_po(source, locale=po.parent.parent.name)
        with po.with_suffix(".mo").open("wb") as target:
            write_mo(target, catalogue, use_fuzzy=False)

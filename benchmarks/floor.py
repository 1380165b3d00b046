"""The framework's floor: a Textual app with one word, and a screen with another behind a tap."""

from textual.app import App, ComposeResult
from textual.events import Click
from textual.screen import Screen
from textual.widgets import Static


class Floor(App[None]):
    """One word."""

    def compose(self) -> ComposeResult:
        """Show it."""
        yield Static("READY-TEXT")

    def on_click(self, event: Click) -> None:
        """Show the other screen."""
        self.push_screen(Behind())


class Behind(Screen[None]):
    """Another word."""

    def compose(self) -> ComposeResult:
        """Show it."""
        yield Static("BEHIND-TEXT")


if __name__ == "__main__":
    Floor().run()

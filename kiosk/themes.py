"""The desk's colours: by day, by night, and for eyes that need the most contrast."""

from __future__ import annotations

from typing import NamedTuple

from textual.theme import Theme


class Colours(NamedTuple):
    """What is coloured, named for what it is to a visitor."""

    ground: str
    """Behind everything."""
    card: str
    """Behind what can be tapped."""
    ink: str
    """Words: at least 7:1 on ground and card."""
    muted: str
    """Hints: at least 4.5:1."""
    edge: str
    """Frames: at least 3:1."""
    primary: str
    """The hospital's colour for the way on, at least 7:1 as words."""
    on_primary: str
    focus: str
    """Where the cursor is."""
    band: str
    """The head of every page."""
    on_band: str
    band_button: str
    on_band_button: str
    wash: str
    """Behind what is chosen."""
    error: str
    success: str
    call: str
    """The way to a person."""


LIGHT = Colours(
    ground="#F6F2E9",
    card="#FFFFFF",
    ink="#152B31",
    muted="#47585B",
    edge="#6B8587",
    primary="#0A5459",
    on_primary="#FFFFFF",
    focus="#A23E00",
    band="#0A4A50",
    on_band="#FFFFFF",
    band_button="#155C62",
    on_band_button="#FFFFFF",
    wash="#DCEDEA",
    error="#8E1616",
    success="#0F5532",
    call="#7A3B00",
)
DARK = Colours(
    ground="#0F1B20",
    card="#182A30",
    ink="#F2EEE4",
    muted="#B9C7C6",
    edge="#6F9095",
    primary="#86DAD3",
    on_primary="#06262A",
    focus="#FFC66E",
    band="#0B3238",
    on_band="#F7F3EA",
    band_button="#174850",
    on_band_button="#F7F3EA",
    wash="#163C40",
    error="#FFB7AB",
    success="#A3E6B8",
    call="#FFCF99",
)
CONTRAST = Colours(
    ground="#000000",
    card="#000000",
    ink="#FFFFFF",
    muted="#FFFFFF",
    edge="#FFFFFF",
    primary="#FFFF00",
    on_primary="#000000",
    focus="#00FFFF",
    band="#000000",
    on_band="#FFFFFF",
    band_button="#FFFFFF",
    on_band_button="#000000",
    wash="#000000",
    error="#FFFF00",
    success="#FFFFFF",
    call="#FFFF00",
)


def variables(colours: Colours) -> dict[str, str]:
    """Return the variables that the style sheet uses beside Textual's own."""
    own = {name.replace("_", "-"): colour for name, colour in colours._asdict().items()}
    return own | {
        "text": colours.ink,
        "text-muted": colours.muted,
        "border": colours.edge,
        "border-blurred": colours.edge,
        "input-cursor-background": colours.ink,
        "input-cursor-foreground": colours.card,
        "input-cursor-text-style": "none",
        "input-selection-background": colours.wash,
        "input-selection-foreground": colours.ink,
        "scrollbar": colours.edge,
        "scrollbar-background": colours.ground,
    }


def theme(name: str, colours: Colours, dark: bool) -> Theme:
    """Return colours as a theme of Textual."""
    return Theme(
        name=name,
        primary=colours.primary,
        secondary=colours.primary,
        accent=colours.focus,
        foreground=colours.ink,
        background=colours.ground,
        surface=colours.card,
        panel=colours.card,
        error=colours.error,
        warning=colours.call,
        success=colours.success,
        dark=dark,
        variables=variables(colours),
    )


THEMES = (
    theme("light", LIGHT, dark=False),
    theme("dark", DARK, dark=True),
    theme("contrast", CONTRAST, dark=True),
)

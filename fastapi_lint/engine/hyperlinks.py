"""Whether a terminal shows hyperlinks (OSC 8): decided from its environment alone, and told in a word.

Stands where the kept reports are, which depend on the answer, and imports nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

NONE = "none"
PAGES = "pages"
"""Only to pages of rules: a terminal that finds `path:line` in the text itself knows better where that leads."""
FILES = "files"
LINES = "lines"
"""To files, with the line as fragment: most terminals hand a `file:` address to a program that takes none."""

_FORCED = "FORCE_HYPERLINK"
_VTE, _KONSOLE = 5001, 201200  # the first versions that show them
_PROGRAMS = frozenset({"ghostty", "Hyper", "iTerm.app", "rio", "Tabby", "terminology", "WarpTerminal", "WezTerm"})
_FIND_PATHS = frozenset({"vscode", "zed"})
_TERMINALS = ("alacritty", "contour", "foot", "xterm-ghostty", "xterm-kitty")


def hyperlinks(asked: str, environ: Mapping[str, str], *, is_terminal: bool) -> str:
    """What is linked: as the option says (`always`, `never`), else as FORCE_HYPERLINK does, else what can be."""
    level = _level(environ)
    forced = environ.get(_FORCED, "")
    if asked == "never" or (asked != "always" and forced == "0"):
        return NONE
    if asked == "always" or forced:
        return FILES if level == NONE else level
    hidden = not is_terminal or environ.get("TERM") == "dumb" or "CI" in environ or "STY" in environ
    return NONE if hidden else level


def _level(environ: Mapping[str, str]) -> str:
    program, terminal = environ.get("TERM_PROGRAM", ""), environ.get("TERM", "")
    if program in _FIND_PATHS:
        return PAGES
    if terminal == "xterm-kitty":
        return LINES
    known = (
        program in _PROGRAMS
        or terminal.startswith(_TERMINALS)
        or "WT_SESSION" in environ
        or "DOMTERM" in environ
        or _version(environ, "VTE_VERSION") >= _VTE
        or _version(environ, "KONSOLE_VERSION") >= _KONSOLE
    )
    return FILES if known else NONE


def _version(environ: Mapping[str, str], name: str) -> int:
    value = environ.get(name, "")
    return int(value) if value.isascii() and value.isdigit() else 0

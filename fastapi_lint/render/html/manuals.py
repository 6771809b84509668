"""Manuals: what the rules that occur say about themselves, as HTML."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from fastapi_lint.engine.manual import manual_of
from fastapi_lint.render.html.escaping import text
from fastapi_lint.render.rules import AnyRule

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

WHY = "Why is this bad?"
_BARE_ADDRESS = re.compile(r"(?<![<(\[\w])https?://[^\s<>)`]*[^\s<>)`.,;:]")
_ALIGNED = re.compile(r'(<t[hd]) style="text-align:(left|center|right)"')  # styles in attributes are forbidden


def sections_of(rule: AnyRule) -> str:
    """All sections of a rule's manual, as HTML."""
    sections = manual_of(rule).sections.items()
    return "\n".join(f"<h4>{text(title)}</h4>\n{rendered(markdown)}" for title, markdown in sections)


def reason_of(rule: AnyRule) -> str:
    """The first paragraph on why it is bad, as HTML without the paragraph around it."""
    first: str = _renderer().renderInline(manual_of(rule).sections.get(WHY, "").partition("\n\n")[0])
    return first


def rendered(markdown: str) -> str:
    """Markdown as HTML. HTML in it is shown as text, and only addresses of the web are links."""
    html: str = _renderer().render(_BARE_ADDRESS.sub(r"<\g<0>>", markdown))
    return _ALIGNED.sub(r'\1 class="to-\2"', html)


@lru_cache(maxsize=1)
def _renderer() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - only the audit needs it

    renderer = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    renderer.validateLink = _is_of_the_web  # type: ignore[method-assign]
    return renderer


def _is_of_the_web(url: str) -> bool:
    return url.startswith(("https://", "http://"))

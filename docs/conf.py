"""How the documentation becomes a site: `make docs`. Nothing is fetched, neither by the build nor by a page.

Pages are plain Markdown, to be read as they are as well. They are put in order here: a guide that is new needs no entry
anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from fastapi_lint import __version__
from fastapi_lint.engine.manual import DOCUMENTATION, family_of
from fastapi_lint.engine.run import load_rules

HERE = Path(__file__).parent
FIRST = ("tour", "report", "configuration", "baseline", "suppressions", "continuous-integration", "routes-and-why")
"""Guides that new users need first, in this order; all others follow by name."""
LOOKED_UP = ("rules/index", "json")

project = "fastapi-lint"
author = "the authors of fastapi-lint"
project_copyright = author
version = release = __version__
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
root_doc = "index"
html_theme = "furo"
html_title = project
html_baseurl = f"{DOCUMENTATION}/"
html_copy_source = html_use_index = False
html_show_sphinx = False
pygments_style = "friendly"
pygments_dark_style = "monokai"
highlight_language = "text"
myst_enable_extensions = ["linkify", "smartquotes"]
myst_linkify_fuzzy_links = False  # main.py is no host
myst_heading_anchors = 4


def guides() -> list[str]:
    """The pages that stand in this folder itself, as far as they are not for looking something up."""
    names = {path.stem for path in HERE.glob("*.md")} - {"index", *LOOKED_UP}
    return sorted(names, key=lambda name: (FIRST.index(name) if name in FIRST else len(FIRST), name))


def toctree(pages: list[str], caption: str = "") -> str:
    """Pages that come below this one in the navigation; none if there are none."""
    options = [f":caption: {caption}"] if caption else []
    return "\n".join(["", "```{toctree}", ":hidden:", *options, "", *pages, "```", ""]) if pages else ""


def families() -> Iterator[list[str]]:
    """The pages of rules, family by family."""
    for _, members in groupby(load_rules().all, key=family_of):
        yield [rule.code for rule in members if (HERE / "rules" / f"{rule.code}.md").is_file()]


def add_navigation(_app: Any, docname: str, source: list[str]) -> None:
    """Says below which page each other one comes."""
    if docname == root_doc:
        source[0] += toctree(guides(), "Guides") + toctree(list(LOOKED_UP), "Reference")
    elif docname == "rules/index":
        source[0] += "".join(map(toctree, families()))


def setup(app: Any) -> None:
    """Called by the generator."""
    app.connect("source-read", add_navigation)

"""The documentation says what the code does, builds without a warning, and is where findings say that it is."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from fastapi_lint.dev.pages import pages_of, write_pages
from fastapi_lint.dev.schema_page import schema_section
from fastapi_lint.engine.manual import DOCUMENTATION, url_of
from fastapi_lint.engine.run import load_rules

OWN = [rule for rule in load_rules().all if rule.code.startswith("FAL")]
LOADED = re.compile(r"<(?:script|img|iframe)[^>]+src=.?(?:https?:)?//|<link[^>]+stylesheet[^>]+href=.?(?:https?:)?//")


def test_the_pages_of_rules_and_of_json_are_in_step_with_the_code(root: Path):
    """If not: `python -m fastapi_lint.dev docs` writes them anew."""
    docs = root / "docs"
    kept = {path.relative_to(docs).as_posix() for path in docs.glob("rules/*.md")} | {"json.md"}
    pages = pages_of(OWN)
    assert sorted(kept) == sorted(pages)
    assert [name for name, text in pages.items() if (docs / name).read_text(encoding="utf-8") != text] == []


def test_pages_of_rules_that_are_no_more_are_removed(tmp_path: Path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "FAL999.md").write_text("# Gone")
    (tmp_path / "guide.md").write_text("# Stays")
    written = write_pages(OWN[:1], tmp_path)
    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.md")} == {
        *("guide.md", "json.md", "rules/index.md", f"rules/{OWN[0].code}.md"),
    }
    assert all(path.is_file() for path in written)


def test_rules_that_a_manual_names_are_linked_but_not_in_code():
    pages = pages_of(OWN)
    assert "told by [FAL101](FAL101.md)" in pages["rules/FAL123.md"]
    assert "ignore[FAL123]" in pages["rules/FAL123.md"]


def test_the_package_index_sends_people_where_findings_do(root: Path):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["urls"]["Documentation"] == DOCUMENTATION


@pytest.fixture(scope="module")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory, quiet_environment: dict[str, str]) -> Path:
    """The site, built as `make docs` builds it. Warnings are errors."""
    folder = tmp_path_factory.mktemp("site")
    options = ["--builder", "dirhtml", "--fail-on-warning", "--keep-going", "--quiet"]
    places = ["--doctree-dir", str(folder / "doctrees"), str(root / "docs"), str(folder / "html")]
    command = [sys.executable, "-P", "-m", "sphinx", *options, *places]
    run = subprocess.run(command, cwd=root, env=quiet_environment, check=False, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    return folder / "html"


def test_every_finding_leads_to_the_page_of_its_rule(site: Path):
    for rule in OWN:
        page = site / url_of(rule).removeprefix(f"{DOCUMENTATION}/") / "index.html"
        assert rule.name in page.read_text(encoding="utf-8")


def test_no_page_loads_anything_from_elsewhere(site: Path):
    pages = {page: page.read_text(encoding="utf-8") for page in site.rglob("*.html")}
    assert len(pages) > len(OWN)
    assert [page for page, text in pages.items() if LOADED.search(text)] == []


def test_the_search_knows_the_rules(site: Path):
    assert "blocking-call" in (site / "searchindex.js").read_text(encoding="utf-8")


def test_every_page_can_be_reached_from_the_first(site: Path):
    first = (site / "index.html").read_text(encoding="utf-8")
    pages = {page.parent.relative_to(site).as_posix() for page in site.rglob("index.html")} - {
        ".",
        "genindex",
        "search",
    }
    assert [page for page in pages if f'href="{page}/"' not in first] == []


SCHEMA = {
    "title": "fastapi-lint some --output-format json",
    "required": ["places"],
    "properties": {
        "places": {"description": "All | of them.", "type": "array", "items": {"$ref": "#/$defs/place"}},
        "note": {"type": ["string", "null"]},
    },
    "$defs": {
        "place": {
            "type": "object",
            "required": ["line", "kind"],
            "properties": {
                "line": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/position"}]},
                "kind": {"enum": ["a", "b"]},
            },
        },
        "position": {"type": "integer"},
    },
}


def test_a_schema_becomes_a_table_an_object():
    assert schema_section("some", SCHEMA).splitlines() == [
        "## `fastapi-lint some --output-format json`",
        "",
        "| key | type | |",
        "|---|---|---|",
        "| `places` | list of [place](#some-place) | All \\| of them. |",
        "| `note` | string or null | May be missing. |",
        "",
        "### some: place",
        "",
        "| key | type | |",
        "|---|---|---|",
        "| `line` | null or integer |  |",
        "| `kind` | `a`, `b` |  |",
    ]

"""`routes` from the outside: the published schema, exit codes, and what reaches which stream."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import jsonschema
import pytest

from fastapi_lint.render.routes import routes_schema

README = Path(__file__).resolve().parents[2] / "README.md"
BOOKSHOP = Path(__file__).resolve().parents[2] / "examples" / "bookshop"


def test_json_is_as_its_schema_says(fastapi_lint):
    done = fastapi_lint("routes", "--output-format", "json", cwd=BOOKSHOP)
    document = json.loads(done.stdout)
    jsonschema.validate(document, routes_schema())
    assert (done.returncode, done.stderr) == (0, "")
    assert len(document["apps"][0]["routes"]) == 31


def test_the_excerpt_in_the_readme_is_what_is_printed(fastapi_lint):
    blocks = re.findall(r"```console\n\$ fastapi-lint (routes .+)\n((?:.*\n)+?)```", README.read_text(encoding="utf-8"))
    ((command, shown),) = blocks
    printed = fastapi_lint(*shlex.split(command), cwd=BOOKSHOP, env={"COLUMNS": "120"}).stdout
    assert printed == shown


@pytest.mark.parametrize("form", [["--output-format", "json"], ["--tree"], []], ids=["json", "tree", "table"])
def test_the_same_tree_gives_the_same_bytes(fastapi_lint, shop: Path, form: list[str]):
    runs = [fastapi_lint("routes", *form, cwd=shop, env={"PYTHONHASHSEED": seed}).stdout for seed in ("1", "2")]
    assert runs[0] == runs[1]


def test_a_file_that_cannot_be_read_exits_3_in_every_form(fastapi_lint, shop: Path):
    (shop / "legacy.py").write_bytes(b"name = '\xe9'\n")
    for form in ("rich", "concise", "json", "openapi-paths"):
        assert fastapi_lint("routes", "--output-format", form, cwd=shop).returncode == 3, form


def test_a_pipe_gets_colour_only_when_it_is_asked_for(fastapi_lint, shop: Path):
    assert "\x1b[" not in fastapi_lint("routes", cwd=shop).stdout
    assert "\x1b[" in fastapi_lint("routes", "--color", "always", cwd=shop).stdout


def test_a_table_in_a_file_leaves_standard_output_empty(fastapi_lint, shop: Path):
    done = fastapi_lint("routes", "--output-file", "routes.txt", cwd=shop)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "GET   /orders/{order_id}\n" in (shop / "routes.txt").read_text(encoding="utf-8")

"""The hook that `init --pre-commit` adds, read as pre-commit reads it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pre_commit.yaml import yaml_load

from fastapi_lint.cli.failure import Failure
from fastapi_lint.cli.hook import REPOSITORY, with_hook

RUFF = """# hooks of the shop
default_stages: [pre-commit]
repos:
  - repo: https://example.org/ruff-pre-commit
    rev: v0.9.0   # pinned
    hooks:
      - id: ruff
"""
FLUSH = "repos:\n- repo: https://example.org/x\n  rev: v1\n  hooks:\n  - id: x\n\n# of CI\nci:\n  skip: [x]\n"


def repositories(text: str) -> list[str]:
    document = yaml_load(text)
    ours = [each for each in document["repos"] if each["repo"] == REPOSITORY]
    assert [each["hooks"] for each in ours] == [[{"id": "fastapi-lint"}]]
    return [each["repo"] for each in document["repos"]]


def test_a_file_is_made() -> None:
    assert repositories(with_hook(None)) == [REPOSITORY]


@pytest.mark.parametrize("text", [RUFF, RUFF.rstrip(), FLUSH, RUFF.replace("\n", "\r\n")])
def test_it_is_added_and_all_else_stays(text: str) -> None:
    made = with_hook(text)
    assert repositories(made)[1:] == [REPOSITORY]
    rest = yaml_load(made)
    del rest["repos"][1]
    assert rest == yaml_load(text)
    assert not set(text.splitlines()) - set(made.splitlines())
    assert with_hook(made) == made


@pytest.mark.parametrize("hook", ["fastapi-lint", "fastapi-lint-all", "fastapi-lint-staged"])
def test_any_of_the_hooks_is_enough(hook: str) -> None:
    text = with_hook(RUFF).replace("id: fastapi-lint", f"id: {hook}")
    assert with_hook(text) == text


def test_comments_stay_with_the_key_that_they_are_about() -> None:
    assert "\n\n# of CI\nci:" in with_hook(FLUSH)


def test_a_list_that_is_written_otherwise() -> None:
    with pytest.raises(Failure, match="no list `repos:`"):
        with_hook("repos: []\n")


def test_an_empty_list_by_lines() -> None:
    assert repositories(with_hook("repos:\n")) == [REPOSITORY]


def test_the_entry_is_that_of_the_readme() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert with_hook(None).replace(" ", "") in readme.replace(" ", "")

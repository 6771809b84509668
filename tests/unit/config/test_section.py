"""A section that is put into a file: the rest keeps its bytes and its meaning."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from fastapi_lint.config.loading import load_config
from fastapi_lint.config.proposals import Proposal
from fastapi_lint.config.section import UnfitError, has_section, section_text, with_section
from fastapi_lint.config.settings import Settings

PROPOSED = (
    Proposal("app/migrations/versions/", "migrations", False, 3),
    Proposal("app/gen.py", "generated code", True, 1),
)
REST = """# The shop.
[project]
name = "shop"  # kept

[tool.ruff]
select = [
    "E",
]
"""


def section(proposed: tuple[Proposal, ...] = PROPOSED, *, pyproject: bool = True) -> str:
    return section_text(proposed, "https://docs.example/", pyproject=pyproject, knows_version=True)


@pytest.mark.parametrize("pyproject", [True, False])
def test_what_is_written_is_a_configuration(tmp_path: Path, pyproject: bool) -> None:
    name = "pyproject.toml" if pyproject else "fastapi-lint.toml"
    (tmp_path / name).write_text(section(pyproject=pyproject), encoding="utf-8")
    assert load_config(tmp_path) == Settings(
        source=name,
        extend_exclude=("app/migrations/versions/",),
        per_path_ignores=(("app/gen.py", ("ALL",)),),
    )


def test_everything_that_is_shown_as_a_comment_is_valid_as_well(tmp_path: Path) -> None:
    text = section_text((), "https://docs.example/", pyproject=False, knows_version=False)
    shown = [line.removeprefix("# ") for line in text.splitlines() if " = " in line]
    assert len(shown) == 5
    (tmp_path / "fastapi-lint.toml").write_text("\n".join(shown), encoding="utf-8")
    assert isinstance(load_config(tmp_path), Settings)


class TestTheRest:
    def test_keeps_its_bytes(self) -> None:
        assert with_section(REST, section()) == f"{REST}\n{section()}"

    def test_without_a_final_line_end(self) -> None:
        assert with_section(REST.rstrip(), section()) == f"{REST}\n{section()}"

    def test_with_windows_line_ends(self) -> None:
        made = with_section(REST.replace("\n", "\r\n"), section())
        assert made == f"{REST}\n{section()}".replace("\n", "\r\n")

    def test_with_a_byte_order_mark(self) -> None:
        assert with_section("\ufeff" + REST, section()) == f"\ufeff{REST}\n{section()}"

    def test_an_empty_file(self) -> None:
        assert with_section("", section()) == section()


OLD = """[tool.fastapi-lint] # ours
ignore = ["FAL1"]

# why

[[tool.fastapi-lint.overrides]]
paths = ["a/"]
ignore = ["FAL2"]

# of black
[tool.black]
line-length = 90
"""


class TestASectionThatIsThere:
    def test_is_found(self) -> None:
        assert has_section(REST) is None
        assert has_section(REST + "\n" + OLD) == 10
        assert has_section("[tool]\nfastapi-lint.ignore = []\n") == 2

    def test_gives_way_where_it_stands(self) -> None:
        made = with_section(REST + "\n" + OLD, section())
        assert made == f"{REST}\n{section()}\n# of black\n[tool.black]\nline-length = 90\n"

    def test_is_written_anew_as_it_was(self) -> None:
        once = with_section(REST, section())
        assert with_section(once, section()) == once
        amid = with_section(REST + "\n" + OLD, section())
        assert with_section(amid, section()) == amid

    def test_after_a_byte_order_mark(self) -> None:
        made = with_section("\ufeff" + OLD, section())
        assert made == f"\ufeff{section()}\n# of black\n[tool.black]\nline-length = 90\n"

    def test_in_several_places(self) -> None:
        text = f"[tool.fastapi-lint]\nignore = []\n{REST}[tool.fastapi-lint.target]\npython = '3.12'\n"
        made = with_section(text, section())
        assert tomllib.loads(made) == tomllib.loads(f"{REST}\n{section()}")

    def test_with_dotted_keys(self) -> None:
        made = with_section("[tool]\nfastapi-lint.ignore = []\nblack.x = 1\n", section())
        assert tomllib.loads(made)["tool"]["black"] == {"x": 1}
        assert "ignore" not in tomllib.loads(made)["tool"]["fastapi-lint"]


@pytest.mark.parametrize("text", ["tool = { ruff = {} }\n", "tool.x = 1\n"])
def test_a_table_that_cannot_be_added_to(text: str) -> None:
    try:
        made = with_section(text, section())
    except UnfitError:
        return
    assert tomllib.loads(made)["tool"]["x"] == 1

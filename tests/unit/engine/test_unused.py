"""What a configuration says of nothing that there is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from fastapi_lint.config.loading import load_config
from fastapi_lint.config.settings import Settings
from fastapi_lint.engine.registry import Registry
from fastapi_lint.engine.request import Request
from fastapi_lint.engine.run import analyse
from fastapi_lint.model.problem import ProblemKind

FILES = {
    "shop/__init__.py": "from shop.money import pay\n",
    "shop/money.py": (
        "import httpx\n\ndef pay() -> None: ...\n\nclass Ledger(httpx.Client): ...\n\n"
        "class Book:\n    def read(self) -> None: ...\n"
    ),
    "shop/open.py": "from httpx import *\n",
    "shop/lazy.py": "def __getattr__(name: str) -> object: ...\n",
}


def told(root: Path, text: str, paths: tuple[str, ...] = (), files: Mapping[str, str] = FILES) -> list[str]:
    """The remarks on a configuration, with their lines."""
    for name, source in {**files, "fastapi-lint.toml": text}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(source, encoding="utf-8")
    settings = load_config(root)
    assert isinstance(settings, Settings), settings
    request = Request(root, settings, Registry(()), tuple(root / path for path in paths))
    problems = [each for each in analyse(request).problems if each.kind is ProblemKind.UNUSED_SETTING]
    assert not any(problem.is_incomplete for problem in problems)
    return [f"{problem.path}:{problem.line} {problem.message}" for problem in problems]


def names(*given: str) -> str:
    return f"[[catalog.calls]]\nkind = 'network'\nnames = {list(given)}\n"


@pytest.mark.parametrize("pattern", ["shop", "shop/", "shop/**", "*.py", "money.py", "/shop/money.py", "**/lazy.py"])
def test_patterns_that_match_something(tmp_path: Path, pattern: str) -> None:
    assert told(tmp_path, f"[[overrides]]\npaths = ['{pattern}']\nignore = ['FAL001']\n") == []


def test_patterns_that_match_nothing(tmp_path: Path) -> None:
    text = "[[overrides]]\npaths = ['shop', '/money.py']\nignore = ['FAL001']\n"
    assert told(tmp_path, text) == ["fastapi-lint.toml:2 the pattern `/money.py` matches none of the files"]


def test_a_part_of_the_project_may_lack_what_the_rest_has(tmp_path: Path) -> None:
    text = "[[overrides]]\npaths = ['/money.py']\nignore = ['FAL001']\n"
    assert told(tmp_path, text, ("shop/lazy.py",)) == []
    assert len(told(tmp_path, text, (".",))) == 1


@pytest.mark.parametrize(
    "name",
    [
        *("httpx.get", "httpx.Client.*", "builtins.open"),
        *("shop.money.pay", "shop.money.Book.read", "shop.money.Book.*"),
        *("shop.money.Ledger.send", "shop.money.Book.__init__"),  # inherited, or made by Python
        *("shop.open.anything", "shop.lazy.anything"),
    ],
)
def test_names_that_there_are_or_may_be(tmp_path: Path, name: str) -> None:
    assert told(tmp_path, names(name)) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("shop.money.Pay", "nothing is called `shop.money.Pay`: `shop.money` has no `Pay`; did you mean `pay`?"),
        (
            "shop.money.Book.raed",
            "nothing is called `shop.money.Book.raed`: `Book` has no `raed`; did you mean `read`?",
        ),
        ("requests.get", "nothing is called `requests.get`: the project neither has nor imports `requests`"),
        ("shop.pay", "`shop.pay` is another name of `shop.money.pay`, which is the one to describe"),
    ],
)
def test_names_that_there_are_not(tmp_path: Path, name: str, said: str) -> None:
    assert told(tmp_path, names(name)) == [f"fastapi-lint.toml:3 {said}"]


def test_the_other_tables(tmp_path: Path) -> None:
    text = (
        "[[catalog.runs]]\nnames = ['shop.money.pya']\nargument = 0\nthread = 'pool'\n"
        "[catalog.returns]\n'shop.money.pya' = 'shop.money.Book'\n"
        "[catalog.bases]\n'shop.money.Bok' = 'httpx.Client'\n"
    )
    lines = [each.partition(" ")[0] for each in told(tmp_path, text)]
    assert lines == ["fastapi-lint.toml:2", "fastapi-lint.toml:6", "fastapi-lint.toml:8"]

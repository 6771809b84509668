"""Writes the beginnings of a rule: its file with all sections of the manual, and a suite that fails until it works."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from string import Template

from fastapi_lint import __version__
from fastapi_lint.engine.usage import UsageError

FAMILIES = {
    "1": "concurrency",
    "2": "contracts",
    "3": "payloads",
    "4": "routing",
    "5": "dependencies",
    "6": "models",
    "7": "middleware",
    "8": "security",
    "9": "upgrades",
}
"""The folder of a rule by the first digit of its code."""

_CODE = re.compile(r"FAL([1-9])\d\d")
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_PYTHON_BLOCK = re.compile(r"^````py\n(?P<source>.*?)^````$", re.DOTALL | re.MULTILINE)


def write_new_rule(code: str, slug: str, root: Path) -> tuple[Path, ...]:
    """Writes the files of a new rule below the checkout `root` and returns their paths, the rule's own first.

    Raises UsageError for a malformed code or slug, outside a checkout, and rather than overwrite a file or use a code
    or name again.
    """
    matched = _CODE.fullmatch(code)
    if not matched:
        raise UsageError(f"`{code}` is no code of a built-in rule: FAL and three digits, from FAL100 on")
    if not _SLUG.fullmatch(slug):
        raise UsageError(f"`{slug}` is no name of a rule: small letters and digits, joined by hyphens")
    if not (root / "rules" / "__init__.py").is_file():
        raise UsageError(f"`{root}` is no checkout of fastapi-lint: it has no `rules/__init__.py`")
    family = FAMILIES[matched[1]]
    rule = root / "rules" / family / f"{slug.replace('-', '_')}.py"
    suite = root / "tests" / "rules" / family / f"{slug}.md"
    _refuse_what_is_taken(code, slug, root, (rule, suite))
    words = {
        "code": code,
        "name": slug,
        "class_name": "".join(part.capitalize() for part in slug.split("-")),
        "since": ".".join(__version__.split(".")[:2]),
    }
    contents = {rule: _rule_template(), suite: _template("suite.md")}
    package = rule.parent / "__init__.py"
    if not package.exists():
        contents[package] = f'"""Rules about {family}."""\n'
    for path, content in contents.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(Template(content).safe_substitute(words), encoding="utf-8")
    return tuple(contents)


def _refuse_what_is_taken(code: str, slug: str, root: Path, paths: tuple[Path, ...]) -> None:
    for path in paths:
        if path.exists():
            raise UsageError(f"`{path.relative_to(root).as_posix()}` exists already")
    taken = re.compile(rf'"({code}|{re.escape(slug)})"')
    for path in sorted((root / "rules").rglob("*.py")):
        found = taken.search(path.read_text(encoding="utf-8"))
        if found:
            raise UsageError(f"`{found[1]}` is taken by `{path.relative_to(root).as_posix()}`")


def _rule_template() -> str:
    block = _PYTHON_BLOCK.search(_template("rule.md"))
    if block is None:
        raise UsageError("the template `rule.md` has lost its block of four backticks")
    return block["source"]


def _template(name: str) -> str:
    return files("fastapi_lint.dev").joinpath("templates", name).read_text(encoding="utf-8")

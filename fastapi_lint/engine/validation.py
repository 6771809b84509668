"""What a rule must have before it may run."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator
from typing import Any

from fastapi_lint.model.finding import Confidence, Severity
from fastapi_lint.model.role import Role
from fastapi_lint.model.rule import SECTIONS, Rule, RuleDocs, docs_of
from fastapi_lint.model.versions import conditions_of

CODE = re.compile(r"[A-Z]{2,6}\d{3,4}")
"""The shape of every code: `FAL101`, `ACME001`."""

_BUILT_IN_CODE = re.compile(r"FAL\d{3}")
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_VERSION = re.compile(r"\d+(\.\d+)+")
_URL = re.compile(r"https?://[!-~]+")
_OPTIONAL_SECTION = "Fix safety"
_TYPES: tuple[tuple[str, type[Any]], ...] = (
    ("code", str),
    ("name", str),
    ("since", str),
    ("severity", Severity),
    ("confidence", Confidence),
    ("looks_at", Role),
    ("default", bool),
    ("url", str),
    ("applies_to", str),
)


def defects_of(rule: type[Rule]) -> tuple[str, ...]:
    """What is wrong with a rule, one phrase each that names what to set; nothing if it may run."""
    missing = tuple(_wrong_types(rule))
    return missing or (*_wrong_forms(rule), *_wrong_hooks(rule), *documentation_defects(rule))


def documentation_defects(rule: type[Rule]) -> tuple[str, ...]:
    """What the manual in the docstring lacks."""
    if "\n## " not in inspect.cleandoc(rule.__doc__ or ""):
        return ("the docstring lacks a title line, or the sections after it", *_lacking(SECTIONS))
    return tuple(_wrong_docs(docs_of(rule)))


def hooks_of(rule: type[Rule]) -> tuple[tuple[str, Any], ...]:
    """The methods marked with `@on`, by name."""
    members = ((name, getattr(rule, name)) for name in sorted(dir(rule)) if not name.startswith("__"))
    return tuple((name, member) for name, member in members if hasattr(member, "__node_types__"))


def checks_project(rule: type[Rule]) -> bool:
    """True if the rule looks at the project as a whole."""
    return rule.check_project is not Rule.check_project


def checks_sites(rule: type[Rule]) -> bool:
    """True if the rule looks at single sites, with or without their syntax."""
    visits = any(name.startswith("visit_") for name in dir(rule))
    return visits or rule.check_site is not Rule.check_site or bool(hooks_of(rule))


def _wrong_types(rule: type[Rule]) -> Iterator[str]:
    for attribute, expected in _TYPES:
        value = getattr(rule, attribute, None)
        if value is None:
            yield f"`{attribute}` is not set"
        elif not isinstance(value, expected):
            yield f"`{attribute}` is {value!r}, not of type {expected.__name__}"


def _wrong_forms(rule: type[Rule]) -> Iterator[str]:
    if not CODE.fullmatch(rule.code):
        yield f"`code` is {rule.code!r}, not two to six capitals and three or four digits"
    elif rule.code.startswith("FAL") and not _BUILT_IN_CODE.fullmatch(rule.code):
        yield f"`code` is {rule.code!r}; codes that start with FAL have three digits"
    if not _NAME.fullmatch(rule.name):
        yield f"`name` is {rule.name!r}, not kebab-case"
    if not _VERSION.fullmatch(rule.since):
        yield f"`since` is {rule.since!r}, not a version such as '0.1'"
    try:
        conditions_of(rule.applies_to)
    except ValueError as error:
        yield f"`applies_to` is {rule.applies_to!r}: {error}"
    if rule.url and not _URL.fullmatch(rule.url):
        yield f"`url` is {rule.url!r}, not an address such as 'https://rules.example/ACME001'"


def _wrong_hooks(rule: type[Rule]) -> Iterator[str]:
    for name, hook in hooks_of(rule):
        types = hook.__node_types__
        if not callable(hook):
            yield f"`{name}` is marked with `@on` and is no method"
        if not types or not all(isinstance(each, (type, str)) for each in types):
            yield f"`@on` of `{name}` needs LibCST node types"
    if not checks_sites(rule) and not checks_project(rule):
        yield "it has no hook: mark a method with `@on`, or define `check_site` or `check_project`"
    # A rule that overrides `wants` decides for itself which sites it looks at.
    elif checks_sites(rule) and rule.looks_at is Role.NONE and rule.wants is Rule.wants:
        yield "`looks_at` is not set, so that no site would be opened for it"


def _wrong_docs(docs: RuleDocs) -> Iterator[str]:
    if not docs.title or docs.title.startswith("#"):
        yield "the docstring lacks a title line"
    missing = [section for section in SECTIONS if not docs.sections.get(section)]
    yield from _lacking(missing)
    present = [section for section in docs.sections if section != _OPTIONAL_SECTION]
    unknown = [section for section in present if section not in SECTIONS]
    yield from (f"the docstring has an unknown section `## {section}`" for section in unknown)
    if not missing and not unknown and present != list(SECTIONS):
        yield f"the docstring's sections are not in this order: {', '.join(SECTIONS)}"


def _lacking(sections: Iterable[str]) -> Iterator[str]:
    return (f"the docstring lacks the section `## {section}`" for section in sections)

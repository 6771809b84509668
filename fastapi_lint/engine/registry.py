"""Finds rules, only through the entry-point group `fastapi_lint.rules`: built-in ones have no other door."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

from fastapi_lint.engine.doors import Door, door_of, doors
from fastapi_lint.engine.isolation import Attempt, Crash
from fastapi_lint.engine.own_codes import OWN_RULES
from fastapi_lint.engine.validation import defects_of
from fastapi_lint.model.problem import Problem, ProblemKind
from fastapi_lint.model.rule import Rule

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "fastapi_lint.rules"


class Registered(NamedTuple):
    """A rule and the distribution and module that brought it."""

    rule: Rule
    distribution: str  # `fastapi-lint 0.1.0`
    module: str


@dataclass(frozen=True, slots=True)
class Registry:
    """All rules that may run, sorted by code, and what kept others out."""

    registered: tuple[Registered, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that look at code, sorted by code."""
        return tuple(each.rule for each in self.registered)

    @property
    def all(self) -> tuple[Rule, ...]:
        """The same and the tool's own codes: everything that can be selected, suppressed and explained."""
        return tuple(sorted((*OWN_RULES, *self.rules), key=lambda rule: rule.code))

    @property
    def packages(self) -> dict[str, str]:
        """The distributions that brought the rules, by code; the tool's own codes are not among them."""
        return {each.rule.code: each.distribution for each in self.registered}

    def find(self, code_or_name: str) -> Rule | None:
        """The rule of this code or name, whatever the case of its letters."""
        wanted = code_or_name.strip().lower()
        return next((rule for rule in self.all if wanted in (rule.code.lower(), rule.name)), None)

    @staticmethod
    def of(*rules: Rule) -> Registry:
        """A registry of just these rules, for suites and for those who embed the engine."""
        found = (Registered(rule, "", type(rule).__module__) for rule in rules)
        return Registry(tuple(sorted(found, key=lambda each: each.rule.code)))


def find_rules(attempt: Attempt, points: Iterable[EntryPoint] | None = None) -> Registry:
    """The rules of every installed distribution (or of these entry points).

    A rule that cannot be imported or that is invalid is a problem, and the others are kept. Of two rules with one code
    or name the first by distribution stays.
    """
    found = doors(GROUP) if points is None else map(door_of, points)
    kept: dict[str, Registered] = {}
    problems: list[Problem] = []
    for door in sorted(found, key=lambda each: (not each.is_own, each.distribution, each.name, each.value)):
        for candidate in _candidates(door, attempt):
            if isinstance(candidate, Problem):
                problems.append(candidate)
                continue
            admitted = _objection(candidate, door, kept.values()) or _made(candidate, door, attempt)
            if isinstance(admitted, Problem):
                problems.append(admitted)
            else:
                kept[candidate.code] = admitted
    return Registry(tuple(kept[code] for code in sorted(kept)), tuple(problems))


def _candidates(door: Door, attempt: Attempt) -> Iterator[type[Rule] | Problem]:
    """The rule classes behind an entry point: of a package, all that its modules define; else the object itself."""
    target = attempt(door.load)
    if isinstance(target, Crash):
        yield _crash(target, door, door.value)
    elif isinstance(target, ModuleType):
        for module in _modules(target, attempt):
            if isinstance(module, tuple):
                name, crash = module
                yield _crash(crash, door, name)
            else:
                yield from _rules_in(module)
    elif isinstance(target, type) and issubclass(target, Rule):
        yield target
    else:
        hint = "an entry point of the group names a package, a module or a subclass of `fastapi_lint.api.Rule`"
        message = f"rules of {door.distribution}: `{door.value}` is no rule and no module"
        yield Problem(ProblemKind.RULE_CRASH, message, hint=hint)


def _modules(module: ModuleType, attempt: Attempt) -> Iterator[ModuleType | tuple[str, Crash]]:
    yield module
    for info in sorted(pkgutil.iter_modules(getattr(module, "__path__", ())), key=lambda each: each.name):
        if info.name == "__main__":
            continue
        name = f"{module.__name__}.{info.name}"
        imported = attempt(lambda name=name: importlib.import_module(name))  # type: ignore[misc]
        if isinstance(imported, Crash):
            yield name, imported
        else:
            yield from _modules(imported, attempt)


def _rules_in(module: ModuleType) -> Iterator[type[Rule]]:
    """The rules that the module defines itself. A base class for several rules has no code."""
    members = (value for _, value in sorted(vars(module).items()))
    for member in dict.fromkeys(each for each in members if isinstance(each, type) and issubclass(each, Rule)):
        if member.__module__ == module.__name__ and hasattr(member, "code"):
            yield member


def _objection(rule: type[Rule], door: Door, kept: Iterable[Registered]) -> Problem | None:
    """Why a rule may not join those that are kept."""
    where = f"rule {getattr(rule, 'code', rule.__qualname__)} of {door.distribution} in `{rule.__module__}`"
    defects = defects_of(rule)
    if defects:
        hint = "mend the rule, or uninstall the distribution; the other rules run"
        return Problem(ProblemKind.RULE_CRASH, f"{where} is left out: {'; '.join(defects)}", hint=hint)
    if rule.code.startswith("FAL") and not door.is_own:
        hint = "choose a prefix of your own; FAL is that of the built-in rules"
        return Problem(ProblemKind.RULE_CRASH, f"{where} is left out: its code has the built-in prefix", hint=hint)
    own = (Registered(each, "fastapi-lint itself", type(each).__module__) for each in OWN_RULES)
    for other in (*own, *kept):
        if other.rule.code == rule.code or other.rule.name == rule.name:
            what = "code" if other.rule.code == rule.code else f"name `{rule.name}`"
            message = f"{where} is left out: its {what} is taken by `{other.module}` of {other.distribution}"
            return Problem(ProblemKind.RULE_CRASH, message, hint="give one of the two another")
    return None


def _made(rule: type[Rule], door: Door, attempt: Attempt) -> Registered | Problem:
    made = attempt(rule)
    if isinstance(made, Crash):
        return _crash(made, door, f"{rule.__module__}.{rule.__qualname__}")
    return Registered(made, door.distribution, rule.__module__)


def _crash(crash: Crash, door: Door, module: str) -> Problem:
    message = f"rules of {door.distribution}: `{module}` cannot be loaded: {crash.error} at {crash.origin}"
    hint = "reinstall or upgrade the distribution, or uninstall it; the other rules run"
    return Problem(ProblemKind.RULE_CRASH, message, hint=hint)

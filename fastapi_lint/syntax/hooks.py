"""The hooks of all rules, collected once at start-up."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from fastapi_lint.model.dossier import Dossier, View
from fastapi_lint.model.finding import Finding
from fastapi_lint.model.rule import Rule
from fastapi_lint.syntax.site import APPLIED
from fastapi_lint.syntax.structure import FIELDS

Method: TypeAlias = Callable[..., Iterable[Finding]]
Wants: TypeAlias = Callable[[Dossier], bool]
Suspects: TypeAlias = Callable[[Dossier], Iterable[View] | None]
Dispatch: TypeAlias = Mapping[str, tuple[tuple[Rule, Method], ...]]
"""The hooks by the name of the node type that they are called for."""


_BY_THEMSELVES = frozenset({"Call", "For", "While", "CompFor", "WithItem", "Annotation", "Parameters", *APPLIED})
"""The types of nodes that views of the dossier stand for, and what is left whole around these: a function's header."""


class RuleHooks(NamedTuple):
    """One rule with its hooks: `node_hooks` pairs the name of a node type with a bound method."""

    rule: Rule
    node_hooks: tuple[tuple[str, Method], ...]
    checks_sites: bool  # it has a `check_site` of its own

    @property
    def may_be_narrow(self) -> bool:
        """True if only the nodes of what it suspects need to be there."""
        return all(node_type in _BY_THEMSELVES for node_type, _ in self.node_hooks)


class Looking(NamedTuple):
    """The rules that look at the syntax of a site, by index, and at which lines of the file; None for all of it."""

    rules: tuple[int, ...]
    lines: frozenset[int] | None


class Hooks:
    """The hooks of all rules that look at sites, in the order in which the rules were given.

    Few sets of roles and of rules occur, so what depends on these alone is worked out once for each.
    """

    def __init__(self, rules: tuple[RuleHooks, ...]) -> None:
        self.rules = rules
        self._asked: dict[int, tuple[tuple[int, Wants | None], ...]] = {}
        self._checks: dict[tuple[int, ...], tuple[Rule, ...]] = {}
        self._lookers: dict[tuple[int, ...], tuple[tuple[int, Suspects, bool], ...]] = {}
        self._dispatches: dict[tuple[int, ...], Dispatch] = {}

    def wanted(self, dossier: Dossier) -> tuple[int, ...]:
        """The rules that want to look at a site, by index."""
        roles = dossier.roles._value_  # the hash of a flag takes ten times as long
        asked = self._asked.get(roles)
        if asked is None:
            asked = self._asked[roles] = tuple(self._by_roles(dossier))
        return tuple([index for index, wants in asked if wants is None or wants(dossier)])

    def _by_roles(self, dossier: Dossier) -> Iterator[tuple[int, Wants | None]]:
        """The rules that may want sites of these roles, with what tells whether they do; None if the roles alone do."""
        for index, (rule, _, _) in enumerate(self.rules):
            if not rule.looks_at or dossier.is_a(rule.looks_at):
                looks_closer = type(rule).wants is not Rule.wants
                if looks_closer or rule.looks_at:
                    yield index, rule.wants if looks_closer else None

    def site_checks(self, wanted: tuple[int, ...]) -> tuple[Rule, ...]:
        """The wanted rules that check sites as a whole."""
        known = self._checks.get(wanted)
        if known is None:
            rules = (self.rules[index] for index in wanted)
            known = self._checks[wanted] = tuple(hooks.rule for hooks in rules if hooks.checks_sites)
        return known

    def looking(self, wanted: tuple[int, ...], dossier: Dossier) -> Looking:
        """Which of the wanted rules have something to look at, and where."""
        lookers = self._lookers.get(wanted)
        if lookers is None:
            lookers = self._lookers[wanted] = tuple(self._with_node_hooks(wanted))
        looking: list[int] = []
        lines: set[int] = set()
        is_whole = False
        for index, suspects, may_be_narrow in lookers:
            views = suspects(dossier)
            found = None if views is None else [view.span.line for view in views]
            if found is None or found:
                looking.append(index)
                lines.update(found or ())
                is_whole = is_whole or found is None or not may_be_narrow
        return Looking(tuple(looking), None if is_whole else frozenset(lines))

    def _with_node_hooks(self, wanted: tuple[int, ...]) -> Iterator[tuple[int, Suspects, bool]]:
        for index in wanted:
            hooks = self.rules[index]
            if hooks.node_hooks:
                yield index, hooks.rule.suspects, hooks.may_be_narrow

    def dispatch(self, wanted: tuple[int, ...]) -> Dispatch:
        """The node hooks of the wanted rules by node type. Few sets of rules occur, so each is made once."""
        known = self._dispatches.get(wanted)
        if known is None:
            known = self._dispatches[wanted] = self._by_type(wanted)
        return known

    def _by_type(self, wanted: tuple[int, ...]) -> Dispatch:
        handlers: dict[str, list[tuple[Rule, Method]]] = {}
        for index in wanted:
            hooks = self.rules[index]
            for node_type, method in hooks.node_hooks:
                handlers.setdefault(node_type, []).append((hooks.rule, method))
        return {node_type: tuple(methods) for node_type, methods in handlers.items()}


def collect_hooks(rules: Iterable[Rule]) -> Hooks:
    """The hooks of these rules; those that look at no site are left out.

    A hook is a method marked `@on(node type, ...)`, or named as LibCST's visitors name it: `visit_Call`, `visit_For` …
    Both get `(node, site)`. Raises TypeError, naming rule and method, for a mark or a name that can never be called.
    """
    collected = []
    for rule in rules:
        hooks = RuleHooks(rule, tuple(_node_hooks(rule)), type(rule).check_site is not Rule.check_site)
        if hooks.node_hooks or hooks.checks_sites:
            collected.append(hooks)
    return Hooks(tuple(collected))


def _node_hooks(rule: Rule) -> Iterable[tuple[str, Method]]:
    members: dict[str, Any] = {}
    for kind in reversed(type(rule).__mro__):
        members.update(vars(kind))
    for name, function in sorted(members.items()):
        if hasattr(function, "__node_types__") and not inspect.isfunction(function):
            raise _wrong(rule, name, "is marked, but is no plain method")
        if not inspect.isfunction(function) or function.__module__.split(".")[0] == "libcst":
            continue  # LibCST's own visitors have an empty method for every node
        for node_type in _node_types(rule, name, function):
            yield node_type, getattr(rule, name)


def _node_types(rule: Rule, name: str, function: Any) -> tuple[str, ...]:
    marks = getattr(function, "__node_types__", None)
    if marks is None:
        marks = _types_by_name(rule, name)
    if marks is None:
        return ()
    if not marks:
        raise _wrong(rule, name, "is marked with no node type")
    if not _takes_node_and_site(function):
        raise _wrong(rule, name, "must take `(self, node, site)`")
    found: dict[str, None] = {}
    for mark in marks:
        if isinstance(mark, str) and mark in FIELDS:
            found[mark] = None
            continue
        types = _structural(mark)
        if types is None:
            raise _wrong(rule, name, f"is marked with {mark!r}, which is no type of LibCST node")
        if not types:
            label = getattr(mark, "__name__", mark)
            raise _wrong(rule, name, f"asks for `{label}`: whitespace, punctuation, operators are not visited")
        found.update(dict.fromkeys(types))
    return tuple(found)


def _structural(mark: Any) -> tuple[str, ...] | None:
    """The types of nodes that a type, or the name of an abstract one, stands for; None if LibCST has no such type."""
    import libcst as cst  # noqa: PLC0415 - only for what is not named by one of `FIELDS`

    from fastapi_lint.syntax.children import structural_types  # noqa: PLC0415 - brings LibCST

    node_type = getattr(cst, mark, None) if isinstance(mark, str) else mark
    if not isinstance(node_type, type) or not issubclass(node_type, cst.CSTNode):
        return None
    return tuple(each.__name__ for each in structural_types(node_type))


def _types_by_name(rule: Rule, name: str) -> tuple[Any, ...] | None:
    prefix, _, node_name = name.partition("_")
    if prefix not in ("visit", "leave") or not node_name[:1].isupper():
        return None
    if prefix == "leave":
        raise _wrong(rule, name, "would never be called: nodes are entered, not left; use `site.enclosing`")
    if node_name not in FIELDS and _structural(node_name) is None:
        raise _wrong(rule, name, f"would never be called: LibCST has no node `{node_name}`")
    return (node_name,)


def _takes_node_and_site(function: Any) -> bool:
    try:
        inspect.signature(function).bind("self", "node", "site")
    except TypeError:
        return False
    return True


def _wrong(rule: Rule, name: str, what: str) -> TypeError:
    code = getattr(rule, "code", "")
    label = f"{code} ({type(rule).__name__})" if code else type(rule).__name__
    return TypeError(f"rule {label}: method `{name}` {what}")

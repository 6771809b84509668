"""Follows values through a definition, as far as it tells what becomes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from weakref import WeakMethod

import libcst as cst

from fastapi_lint.model.dossier import Dossier
from fastapi_lint.model.facts import DefinitionKind
from fastapi_lint.syntax.fate import AWAITED, BOUND, DROPPED, KEPT, RETURNED, Fate
from fastapi_lint.syntax.walk import collect, parents

_TESTS = (cst.If, cst.While, cst.Assert, cst.IfExp, cst.CompIf)
_PAUSES = (cst.Await, cst.Yield, cst.For, cst.With)
_COMPREHENSIONS = (cst.ListComp, cst.SetComp)


class Fates:
    """Follows values through one definition.

    What `demand_whole` refers to is called before a name is followed: that takes all of the definition. What becomes of
    a value that gets no name is told by its statement.
    """

    def __init__(self, root: cst.CSTNode, dossier: Dossier, demand_whole: WeakMethod[Callable[[], None]]) -> None:
        self._root = root
        self._parents = parents(root)
        self._captured = frozenset(dossier.captured)
        self._has_locals = dossier.kind is DefinitionKind.FUNCTION
        self._demand_whole = demand_whole
        self._reads: dict[str, list[cst.Name]] | None = None
        self._binds: dict[str, list[cst.CSTNode]] = {}
        self._order: dict[int, int] = {}
        self._lent: set[str] = set()
        self._follows = False
        self._pauses: list[cst.CSTNode] = []

    def of(self, node: cst.CSTNode) -> Fate:
        """What becomes of the value of an expression."""
        parent = self._parents.get(id(node))
        if parent is None:
            return Fate(KEPT)
        rule = _RULES.get(type(parent))
        if rule is not None:
            return rule(self, node, parent)
        if isinstance(parent, _TESTS):
            return self._of_test(node, parent)
        return Fate(KEPT)

    def _of_test(self, node: cst.CSTNode, parent: cst.CSTNode) -> Fate:
        if getattr(parent, "test", None) is node:
            return Fate("tested", node=parent)
        return self.of(parent) if isinstance(parent, cst.IfExp) else Fate(KEPT)

    def _of_element(self, node: cst.CSTNode, parent: cst.CSTNode) -> Fate:
        """What is put into a display or a list comprehension is lost with it."""
        around = parent if isinstance(parent, _COMPREHENSIONS) else self._parents.get(id(parent))
        if around is None or getattr(parent, "elt", node) is not node:
            return Fate(KEPT)
        whole = self.of(around)
        is_lost = whole.kind == DROPPED or (whole.kind == BOUND and not whole.uses)
        return whole if is_lost else Fate(KEPT)

    def _of_assignment(self, node: cst.CSTNode, parent: cst.CSTNode) -> Fate:
        if getattr(parent, "value", None) is not node:
            return Fate(KEPT)
        if isinstance(parent, cst.Assign):
            targets = [target.target for target in parent.targets]
        else:
            target = getattr(parent, "target", None)
            targets = [] if target is None else [target]
        if len(targets) != 1:
            return Fate(KEPT)
        target = targets[0]
        if isinstance(target, (cst.Tuple, cst.List)):
            return Fate("unpacked", node=parent)
        return self._of_name(target.value, parent) if isinstance(target, cst.Name) else Fate(KEPT)

    def _of_name(self, name: str, statement: cst.CSTNode) -> Fate:
        if not self._has_locals or name in self._captured or self._follows:
            return Fate(KEPT)  # a second name for it is not followed: names may go round in circles
        demand_whole = self._demand_whole()
        if demand_whole is not None:
            demand_whole()
        self._index()
        if name in self._lent:
            return Fate(KEPT)
        reads = [read for read in (self._reads or {}).get(name, []) if self._may_reach(statement, read)]
        self._follows = True
        uses = tuple(self.of(read) for read in reads)
        self._follows = False
        return Fate(BOUND, name, statement, uses, self._goes_on(statement), self._replaces(name, statement))

    def _goes_on(self, statement: cst.CSTNode) -> bool:
        """True if others get their turn after a statement, within the definition."""
        loops = {id(loop) for loop in self._loops_around(statement)}
        start = self._order[id(statement)]
        for pause in self._pauses:
            around = self._ids_around(pause)
            if id(statement) not in around and (self._order[id(pause)] > start or loops & around):
                return True
        return False

    def _replaces(self, name: str, statement: cst.CSTNode) -> bool:
        """True for `archive = await load(); archive = stripped(archive)`."""
        order = self._order
        before = [b for b in self._binds.get(name, []) if order[id(b)] < order[id(statement)]]
        value = getattr(max(before, key=lambda b: order[id(b)]), "value", None) if before else None
        made_of = collect(statement, (cst.Arg,))[0]
        is_made_of_it = any(isinstance(a, cst.Arg) and getattr(a.value, "value", None) == name for a in made_of)
        return isinstance(value, cst.Await) and is_made_of_it

    def _may_reach(self, statement: cst.CSTNode, read: cst.Name) -> bool:
        """True for reads after the assignment, and for those before it in a loop around both."""
        start, place = self._order[id(statement)], self._order[id(read)]
        if place > start and id(statement) not in self._ids_around(read):
            return not self._is_rebound(statement, read)
        return any(id(loop) in self._ids_around(read) for loop in self._loops_around(statement))

    def _is_rebound(self, statement: cst.CSTNode, read: cst.Name) -> bool:
        """True if the name surely has another value at the read: assigned between, in a suite around the read."""
        around = self._ids_around(read)
        for other in self._binds.get(read.value, []):
            between = self._order[id(statement)] < self._order[id(other)] < self._order[id(read)]
            suite = self._parents.get(id(self._parents.get(id(other), other)))
            if between and id(other) not in around and suite is not None and id(suite) in around:
                return True
        return False

    def _loops_around(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        around = self._parents.get(id(node))
        while around is not None:
            if isinstance(around, (cst.For, cst.While)):
                yield around
            around = self._parents.get(id(around))

    def _ids_around(self, node: cst.CSTNode) -> set[int]:
        found: set[int] = set()
        around = self._parents.get(id(node))
        while around is not None:
            found.add(id(around))
            around = self._parents.get(id(around))
        return found

    def _index(self) -> None:
        """The reads and assignments of all local names, in the order of the source."""
        if self._reads is not None:
            return
        self._reads = {}
        wanted = (cst.Name, cst.Assign, cst.AnnAssign, cst.NamedExpr, cst.Global, cst.Nonlocal, *_PAUSES)
        for number, node in enumerate(collect(self._root, wanted)[0]):
            self._order[id(node)] = number
            if isinstance(node, cst.Name):
                if self._is_read(node):
                    self._reads.setdefault(node.value, []).append(node)
            elif isinstance(node, _PAUSES):
                if not isinstance(node, (cst.For, cst.With)) or node.asynchronous is not None:
                    self._pauses.append(node)
            elif isinstance(node, (cst.Global, cst.Nonlocal)):
                self._lent.update(item.name.value for item in node.names)
            else:
                for name in _targets(node):
                    self._binds.setdefault(name, []).append(node)

    def _is_read(self, name: cst.Name) -> bool:
        parent = self._parents.get(id(name))
        if isinstance(parent, cst.AssignTarget) or parent is None:
            return False
        if isinstance(parent, (cst.AnnAssign, cst.NamedExpr, cst.For)):
            return parent.target is not name
        if isinstance(parent, cst.Attribute):
            return parent.value is name
        if isinstance(parent, cst.Arg):
            return parent.keyword is not name
        return not isinstance(parent, (cst.Param, cst.FunctionDef, cst.ClassDef, cst.NameItem, cst.ImportAlias))


def _targets(node: cst.CSTNode) -> Iterator[str]:
    targets = [t.target for t in node.targets] if isinstance(node, cst.Assign) else [getattr(node, "target", None)]
    for target in targets:
        if isinstance(target, cst.Name):
            yield target.value
        elif isinstance(target, (cst.Tuple, cst.List)):
            yield from (element.value.value for element in target.elements if isinstance(element.value, cst.Name))


def _is(kind: str) -> Callable[[Fates, cst.CSTNode, cst.CSTNode], Fate]:
    return lambda fates, node, parent: Fate(kind, node=parent)


def _of_value(kind: str) -> Callable[[Fates, cst.CSTNode, cst.CSTNode], Fate]:
    """The fate of what is the `value` of a node; its other parts are only evaluated."""

    def rule(fates: Fates, node: cst.CSTNode, parent: cst.CSTNode) -> Fate:
        return Fate(kind, node=parent) if getattr(parent, "value", None) is node else Fate(KEPT)

    return rule


def _of_attribute(fates: Fates, node: cst.CSTNode, parent: cst.CSTNode) -> Fate:
    assert isinstance(parent, cst.Attribute)
    return Fate("attribute", parent.attr.value, parent)


def _of_iterable(fates: Fates, node: cst.CSTNode, parent: cst.CSTNode) -> Fate:
    return Fate("iterated", node=parent) if getattr(parent, "iter", None) is node else Fate(KEPT)


def _of_argument(fates: Fates, node: cst.CSTNode, parent: cst.CSTNode) -> Fate:
    assert isinstance(parent, cst.Arg)
    call = fates._parents.get(id(parent))
    return Fate(KEPT if parent.star else "argument", node=call)


def _of_boolean(fates: Fates, node: cst.CSTNode, parent: cst.CSTNode) -> Fate:
    """The left operand of `and` and `or` is tested, and perhaps the value of the whole; the right one only that."""
    assert isinstance(parent, cst.BooleanOperation)
    return Fate("tested", node=parent) if parent.left is node else fates.of(parent)


def _of_unary(fates: Fates, node: cst.CSTNode, parent: cst.CSTNode) -> Fate:
    assert isinstance(parent, cst.UnaryOperation)
    return Fate("tested" if isinstance(parent.operator, cst.Not) else "operated", node=parent)


def _of_augmented(fates: Fates, node: cst.CSTNode, parent: cst.CSTNode) -> Fate:
    return Fate("operated", node=parent) if getattr(parent, "value", None) is node else Fate(KEPT)


def _of_comparison(fates: Fates, node: cst.CSTNode, parent: cst.CSTNode) -> Fate:
    """`is` and `is not` ask for the object itself: `if task is None`."""
    comparison = parent if isinstance(parent, cst.Comparison) else fates._parents.get(id(parent))
    operators = [target.operator for target in comparison.comparisons] if isinstance(comparison, cst.Comparison) else []
    if any(isinstance(operator, (cst.Is, cst.IsNot)) for operator in operators):
        return Fate("identified", node=comparison)
    return Fate("compared", node=comparison)


_RULES: dict[type[cst.CSTNode], Callable[[Fates, cst.CSTNode, cst.CSTNode], Fate]] = {
    cst.Await: _is(AWAITED),
    cst.Expr: _is(DROPPED),
    cst.Return: _is(RETURNED),
    cst.Yield: _is("yielded"),
    cst.Assign: Fates._of_assignment,
    cst.AnnAssign: Fates._of_assignment,
    cst.AugAssign: _of_augmented,
    cst.Attribute: _of_attribute,
    cst.Subscript: _of_value("item"),
    cst.Comparison: _of_comparison,
    cst.ComparisonTarget: _of_comparison,
    cst.BooleanOperation: _of_boolean,
    cst.UnaryOperation: _of_unary,
    cst.BinaryOperation: _is("operated"),
    cst.FormattedStringExpression: _is("formatted"),
    cst.For: _of_iterable,
    cst.CompFor: _of_iterable,
    cst.WithItem: _is("entered"),
    cst.Arg: _of_argument,
    cst.Element: Fates._of_element,
    cst.ListComp: Fates._of_element,
    cst.SetComp: Fates._of_element,
}

"""What the text of a condition decides: branches that never run, and types known within a branch."""

from __future__ import annotations

from fastapi_lint.facts.draft import Draft
from fastapi_lint.facts.positions import Place
from fastapi_lint.model import expression as ex


def verdict(test: ex.Expression) -> bool | None:
    """True or False if the test always is, None if it depends. `TYPE_CHECKING` is False: it is when code runs."""
    if test.__class__ is ex.Name:
        return False if test.id == "TYPE_CHECKING" else None
    if test.__class__ is ex.Operation:
        if test.operator in _LOGICAL:
            return _combined(test.operator, [verdict(operand) for operand in test.operands])
    elif test.__class__ is ex.Attribute:
        return False if test.attr == "TYPE_CHECKING" else None
    elif test.__class__ is ex.Constant:
        return bool(test.value) if test.type in ("bool", "int", "none") else None
    return None


_LOGICAL = frozenset({"not", "and", "or"})


def _combined(operator: str, verdicts: list[bool | None]) -> bool | None:
    if operator == "not":
        return None if verdicts[0] is None else not verdicts[0]
    decisive = operator == "or"
    if decisive in verdicts:
        return decisive
    return None if None in verdicts else not decisive


def narrow(draft: Draft, test: ex.Expression, outcome: bool, place: Place) -> None:
    """Bind the names of which the outcome of a test tells the type, in the open block from `place` on.

    By `isinstance(x, T)`, negated, joined by `and` if all hold, by `or` if none does.
    """
    if test.__class__ is ex.Operation:
        if test.operator == "not":
            narrow(draft, test.operands[0], not outcome, place)
        elif test.operator == ("and" if outcome else "or"):
            for operand in test.operands:
                narrow(draft, operand, outcome, place)
    elif test.__class__ is ex.CallResult:
        call = draft.calls[test.call]
        func, args = call.func, call.args
        if len(args) == 2 and func.__class__ is ex.Name and func.id == "isinstance" and args[0].__class__ is ex.Name:
            kind = args[1] if outcome else ex.Operation("not", (args[1],))
            draft.bind(args[0].id, ex.Narrowed(args[0], kind), place)

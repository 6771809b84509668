"""What the text of a condition decides: branches that never run, and types known within a branch."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.facts.draft import Draft
from fastapi_lint.facts.positions import Place
from fastapi_lint.model import expression as ex


def verdict(test: ex.Expression) -> bool | None:
    """True or False if the test always is, None if it depends. `TYPE_CHECKING` is False: it is when code runs."""
    if isinstance(test, ex.Constant):
        return bool(test.value) if test.type in ("bool", "int", "none") else None
    if isinstance(test, ex.Name | ex.Attribute):
        name = test.id if isinstance(test, ex.Name) else test.attr
        return False if name == "TYPE_CHECKING" else None
    if isinstance(test, ex.Operation) and test.operator in ("not", "and", "or"):
        return _combined(test.operator, [verdict(operand) for operand in test.operands])
    return None


def _combined(operator: str, verdicts: list[bool | None]) -> bool | None:
    if operator == "not":
        return None if verdicts[0] is None else not verdicts[0]
    decisive = operator == "or"
    if decisive in verdicts:
        return decisive
    return None if None in verdicts else not decisive


def narrow(draft: Draft, test: ex.Expression, outcome: bool, place: Place) -> None:
    """Bind the names of which the outcome of a test tells the type, in the open block from `place` on."""
    for name, narrowed in _narrowings(draft, test, outcome):
        draft.bind(name, narrowed, place)


def _narrowings(draft: Draft, test: ex.Expression, outcome: bool) -> Iterator[tuple[str, ex.Narrowed]]:
    """`isinstance(x, T)`, negated, joined by `and` if all hold, by `or` if none does."""
    if isinstance(test, ex.Operation):
        if test.operator == "not":
            yield from _narrowings(draft, test.operands[0], not outcome)
        elif test.operator == ("and" if outcome else "or"):
            for operand in test.operands:
                yield from _narrowings(draft, operand, outcome)
    elif isinstance(test, ex.CallResult):
        call = draft.calls[test.call]
        if call.func == _ISINSTANCE and len(call.args) == 2 and isinstance(call.args[0], ex.Name):
            kind = call.args[1] if outcome else ex.Operation("not", (call.args[1],))
            yield call.args[0].id, ex.Narrowed(call.args[0], kind)


_ISINSTANCE = ex.Name("isinstance")

"""What the text of a condition decides: branches that never run, and types known within a branch."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.facts.draft import Draft
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


def narrowings(draft: Draft, test: ex.Expression) -> Iterator[tuple[str, ex.Narrowed]]:
    """The names of which a true test knows the type: `isinstance(x, T)`, alone or joined by `and`."""
    if isinstance(test, ex.Operation) and test.operator == "and":
        for operand in test.operands:
            yield from narrowings(draft, operand)
    elif isinstance(test, ex.CallResult):
        call = draft.calls[test.call]
        if call.func == _ISINSTANCE and len(call.args) == 2 and isinstance(call.args[0], ex.Name):
            yield call.args[0].id, ex.Narrowed(call.args[0], call.args[1])


_ISINSTANCE = ex.Name("isinstance")

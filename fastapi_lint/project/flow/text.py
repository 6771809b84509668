"""Source text of expressions, for messages: short, on one line."""

from __future__ import annotations

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.project.resolve.scopes import Scope

LONGEST = 60
_BRACKETS = {"list": "[]", "set": "{}", "tuple": ("", "")}  # a tuple is most often what stands in a subscript


def text_of(expression: Expression | None, scope: Scope) -> str:
    """The expression much as it is written; what facts do not keep is `…`."""
    return _shortened(_text(expression, scope, 6))


def call_text(scope: Scope, index: int) -> str:
    """A call as reports show it: `requests.get(…)`."""
    call = scope.body.calls[index]
    has_arguments = bool(call.args or call.keywords)
    return f"{_shortened(_text(call.func, scope, 6))}({'…' if has_arguments else ''})"


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _text(expression: Expression | None, scope: Scope, depth: int) -> str:
    if expression is None or depth == 0:
        return "…"
    if type(expression) is ex.Name:
        return expression.id
    if type(expression) is ex.Attribute:
        owner = _text(expression.value, scope, depth)
        return f"({owner}).{expression.attr}" if _is_sum(expression.value) else f"{owner}.{expression.attr}"
    if type(expression) is ex.CallResult:
        call = scope.body.calls[expression.call]
        return f"{_text(call.func, scope, depth - 1)}({'…' if call.args or call.keywords else ''})"
    if isinstance(expression, ex.Constant):
        return {"none": "None", "ellipsis": "...", "bytes": 'b"…"'}.get(expression.type, repr(expression.value))
    if isinstance(expression, ex.Subscript):
        return f"{_text(expression.value, scope, depth - 1)}[{_text(expression.key, scope, depth - 1)}]"
    if isinstance(expression, ex.FormattedString):
        return "f-string"
    if isinstance(expression, ex.Operation) and expression.operator.endswith(("[]", "[]=")):
        owner, key = (_text(operand, scope, depth - 1) for operand in expression.operands)
        return f"del {owner}[{key}]" if expression.operator == "del []" else f"{owner}[{key}] = …"
    if isinstance(expression, ex.Operation) and expression.operator == "=":
        return f"{_text(expression.operands[0], scope, depth)} = …"
    if isinstance(expression, ex.Operation):
        parts = [_text(operand, scope, depth - 1) for operand in expression.operands]
        return f" {expression.operator} ".join(parts) if len(parts) > 1 else f"{expression.operator}{parts[0]}"
    if isinstance(expression, ex.Awaited):
        return f"await {_text(expression.value, scope, depth - 1)}"
    if isinstance(expression, ex.Collection):
        before, after = _BRACKETS[expression.kind]
        return f"{before}{', '.join(_text(element, scope, depth - 1) for element in expression.elements)}{after}"
    return "…"


def _is_sum(expression: Expression) -> bool:
    """True for `a / b` and its like, not for `a[b]`."""
    if not isinstance(expression, ex.Operation) or len(expression.operands) < 2:
        return False
    return expression.operator != "=" and not expression.operator.endswith(("[]", "[]="))

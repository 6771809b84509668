"""Requirements: what the arguments of a call must be like for a step of the callee to run.

`if verbose: …`, `if mode == "remote": …`, `if name.startswith("vault/"): …`: a call that gives a literal (or leaves the
default) for which the test is false does not reach what stands under it. A parameter that is handed on as it is hands
the requirement on, so that a literal several calls above decides as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import BlockKind, Call, ParameterKind
from fastapi_lint.project.resolve.scopes import Scope

_MOST = 4
"""Requirements that are carried along with one leaf."""


class Test(NamedTuple):
    """A test of one value: that it is true, not None, one of some constants, or that it starts or ends with one."""

    kind: str  # "true", "given", "in", "startswith", "endswith"
    values: tuple[str | int | float | bool | None, ...] = ()

    def may_hold(self, value: ex.Constant) -> bool:
        """False if the test is certainly false of a literal."""
        if self.kind == "true":
            return value.type not in ("none", "bool", "int") or bool(value.value)
        if self.kind == "given":
            return value.type != "none"
        if self.kind == "in":
            return value.value in self.values
        if not isinstance(value.value, str) or value.type != "str":
            return True
        texts = tuple(text for text in self.values if isinstance(text, str))
        return value.value.startswith(texts) if self.kind == "startswith" else value.value.endswith(texts)


class Requirement(NamedTuple):
    """A parameter of which a test must hold; unless one of `unless` does, for then it has been given another value."""

    parameter: str
    test: Test
    unless: tuple[Test, ...] = ()

    def may_hold(self, value: ex.Constant) -> bool:
        """False if the step certainly does not run where the parameter is this literal."""
        return self.test.may_hold(value) or any(test.may_hold(value) for test in self.unless)


def requirements(scope: Scope, block: int) -> frozenset[Requirement]:
    """What must hold of the parameters for a block to run."""
    blocks = scope.body.blocks
    found: dict[Requirement, None] = {}
    for index in scope.block_chain(block):
        if blocks[index].kind is not BlockKind.IF:
            continue
        for name, test in _tests(blocks[index].expression, scope):
            unless = _new_values(scope, name) if name in scope.parameters else None
            if unless is not None:
                found[Requirement(name, test, unless)] = None
    return frozenset(list(found)[:_MOST])


def carried(
    required: frozenset[Requirement],
    call: Call,
    caller: Scope,
    target: Scope,
) -> frozenset[Requirement] | None:
    """What of the requirements is left for the caller to fulfil; None if the call certainly does not fulfil one."""
    left = set()
    for requirement in required:
        value = given(call, target, requirement.parameter)
        if value is None:
            value = target.parameters[requirement.parameter].default
        if isinstance(value, ex.Constant):
            if not requirement.may_hold(value):
                return None
        elif isinstance(value, ex.Name) and value.id in caller.parameters and value.id not in caller.bindings:
            left.add(requirement._replace(parameter=value.id))
    return frozenset(left)


def given(call: Call, target: Scope, name: str) -> Expression | None:
    """The argument for a parameter; an unknown one where it may hide behind `*` or `**`."""
    for keyword, value in call.keywords:
        if keyword == name:
            return value
    if any(keyword is None for keyword, _ in call.keywords) or any(isinstance(a, ex.Starred) for a in call.args):
        return ex.UNKNOWN
    positional = [
        p.name
        for p in target.definition.parameters
        if p.kind in (ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL)
    ][int(_is_bound(target)) :]
    position = positional.index(name) if name in positional else len(call.args)
    return call.args[position] if position < len(call.args) else None


def _is_bound(target: Scope) -> bool:
    """True if the first parameter is the object or class that the method is read from."""
    return target.is_method and ex.Name("staticmethod") not in target.definition.decorators


def _new_values(scope: Scope, name: str) -> tuple[Test, ...] | None:
    """The tests of a parameter under which it is bound anew; None if it is bound anew under anything else."""
    found: list[Test] = []
    blocks = scope.body.blocks
    for binding in scope.bindings.get(name, ()):
        tests = [
            test
            for index in scope.block_chain(binding.block)
            if blocks[index].kind is BlockKind.IF
            for tested, test in _tests(blocks[index].expression, scope)
            if tested == name
        ]
        if not tests:
            return None
        found.append(tests[0])
    return tuple(found)


def _tests(test: Expression | None, scope: Scope) -> Iterator[tuple[str, Test]]:
    """The tests of names that must hold for an expression to be true: each part of an `and`."""
    if isinstance(test, ex.Name):
        yield test.id, Test("true")
    elif isinstance(test, ex.CallResult):
        yield from _string_test(scope.body.calls[test.call])
    elif isinstance(test, ex.Operation):
        if test.operator == "and":
            for operand in test.operands:
                yield from _tests(operand, scope)
        elif len(test.operands) == 2 and isinstance(test.operands[0], ex.Name):
            name, other = test.operands[0].id, test.operands[1]
            if test.operator == "is not" and other == ex.NONE:
                yield name, Test("given")
            elif test.operator == "==" and isinstance(other, ex.Constant):
                yield name, Test("in", (other.value,))
            elif test.operator == "in" and isinstance(other, ex.Collection) and _constants(other) is not None:
                yield name, Test("in", _constants(other) or ())


def _constants(collection: ex.Collection) -> tuple[str | int | float | bool | None, ...] | None:
    values = tuple(one.value for one in collection.elements if isinstance(one, ex.Constant))
    return values if len(values) == len(collection.elements) else None


def _string_test(call: Call) -> Iterator[tuple[str, Test]]:
    """`name.startswith("x")`, `name.endswith(("x", "y"))`."""
    func = call.func
    if not isinstance(func, ex.Attribute) or func.attr not in ("startswith", "endswith") or len(call.args) != 1:
        return
    argument = call.args[0]
    if isinstance(argument, ex.Constant):
        values: tuple[str | int | float | bool | None, ...] | None = (argument.value,)
    else:
        values = _constants(argument) if isinstance(argument, ex.Collection) else None
    if isinstance(func.value, ex.Name) and values:
        yield func.value.id, Test(func.attr, values)

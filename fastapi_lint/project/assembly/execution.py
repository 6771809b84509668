"""Execution: statements in their order, branches, loops and definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi_lint.model import expression as ex
from fastapi_lint.model.facts import (
    LOOPS,
    AttributeBinding,
    Binding,
    BlockKind,
    Call,
    DefinitionTarget,
    ImportTarget,
    ItemBinding,
    Outcome,
)
from fastapi_lint.project.assembly.objects import (
    NONE,
    Class,
    Constant,
    Frame,
    Function,
    Instance,
    Items,
    RouterInstance,
    Table,
    Unknown,
    Value,
    each_of,
    forced,
    one_of,
)
from fastapi_lint.project.assembly.programme import BlockStep, CallStep, Programme, Step, programme_of
from fastapi_lint.project.assembly.relevance import MUTATING
from fastapi_lint.project.assembly.spot import Spot
from fastapi_lint.project.resolve.names import Use

if TYPE_CHECKING:
    from fastapi_lint.project.assembly.machine import Machine
    from fastapi_lint.project.resolve.scopes import Scope

_NEITHER = -1  # no block at all: what comes after an `if` without `else`

MOST_TURNS = 256
"""Turns of one loop over known elements."""


class Execution:
    """Runs the bodies of modules, classes and functions."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._programmes: dict[Scope, Programme] = {}

    def run_body(self, frame: Frame) -> None:
        """Run everything in a frame's definition."""
        self._block(0, frame)

    def _programme(self, scope: Scope) -> Programme:
        if scope not in self._programmes:
            self._programmes[scope] = programme_of(scope)
        return self._programmes[scope]

    def _block(self, block: int, frame: Frame) -> bool:
        """Run a block. Returns True if what follows it in its body, or in this turn of a loop, surely does not run."""
        for step in self._programme(frame.scope).get(block, ()):
            self._machine.steps_left -= 1
            if self._machine.steps_left < 0:
                return True
            if self._step(step, frame):
                return True
        return frame.scope.body.blocks[block].ends_turn

    def _step(self, step: Step, frame: Frame) -> bool:
        if isinstance(step, BlockStep):
            return self._entered(step, frame)
        if isinstance(step, Binding):
            self._bind(step, frame)
        elif isinstance(step, CallStep):
            self._call(step, frame)
        elif isinstance(step, AttributeBinding):
            self._set_attribute(step, frame)
        elif isinstance(step, ItemBinding):
            self._set_item(step, frame)
        elif isinstance(step, Outcome):
            if step.kind in ("yield", "yield-from"):
                self._yield(step, frame)
                return False
            if step.kind == "return" and step.value is not None:
                frame.returned.append(self._machine.evaluation.evaluate(step.value, self._spot(step, frame)))
            return True
        return False

    def _yield(self, step: Outcome, frame: Frame) -> None:
        value = self._machine.evaluation.evaluate(step.value, self._spot(step, frame)) if step.value else NONE
        if step.kind == "yield":
            frame.yielded.append(value)
        else:
            frame.yielded += self._machine.evaluation.elements(value) or []

    def _spot(self, step: Binding | AttributeBinding | ItemBinding | Outcome, frame: Frame) -> Spot:
        if isinstance(step, Outcome):
            return Spot(frame.scope, frame, step.block, (step.line, step.column))
        return Spot(frame.scope, frame, step.block, (step.line, getattr(step, "column", 1 << 20)))

    def _bind(self, binding: Binding, frame: Frame) -> None:
        value = binding.value
        if isinstance(value, DefinitionTarget):
            self._define(self._machine.scopes[frame.scope.module.path][value.definition], binding.target, frame)
        elif isinstance(value, ImportTarget):
            if binding.target != "*":
                imported = self._machine.translation.imported(frame.scope, value)
                self._assign(
                    binding.target, imported or Unknown(ex.Name(binding.target), Use.anywhere(frame.scope)), frame
                )
        elif not isinstance(value, ex.Unknown):
            spot = self._spot(binding, frame)
            if self._is_extended(binding, spot):
                return
            self._assign(binding.target, self._machine.evaluation.evaluate(value, spot), frame)

    def _is_extended(self, binding: Binding, spot: Spot) -> bool:
        """`routers += [other]` changes the list itself, whatever else holds it."""
        value = binding.value
        if not isinstance(value, ex.Operation) or value.operator != "+" or value.operands[0] != ex.Name(binding.target):
            return False
        held = self._machine.evaluation.lookup(binding.target, spot)
        if not isinstance(held, Items):
            return False
        added = self._machine.evaluation.elements(self._machine.evaluation.evaluate(value.operands[1], spot))
        held.items.extend(self._machine.as_likely_as_here(each) for each in added or [])
        held.complete = held.complete and added is not None
        return True

    @staticmethod
    def _assign(name: str, value: Value, frame: Frame) -> None:
        body = frame.scope.body
        if name in body.globals:
            frame.module_frame.variables[name] = value
        elif name in body.nonlocals:
            outer = frame.parent
            while outer is not None and name not in outer.variables:
                outer = outer.parent
            (outer or frame).variables[name] = value
        else:
            frame.variables[name] = value

    def _define(self, scope: Scope, name: str, frame: Frame) -> None:
        """`def` and `class`, with their decorators from the innermost out."""
        machine = self._machine
        value: Value
        if scope.is_class:
            value = machine.classes[scope] = Class(scope, frame)
            if machine.relevance.is_relevant(scope):
                machine.class_body(value)
        else:
            value = Function(scope, frame)
            if frame.scope.is_function:
                value.defaults = machine.calling.defaults(value)
        if isinstance(value, Class):
            machine.construction.tell_bases(value, frame)
        original = value
        for decorator in reversed(scope.definition.decorators):
            value = machine.decorating.decorated(decorator, scope, value, original, frame)
        self._assign(name, value, frame)

    def _call(self, step: CallStep, frame: Frame) -> None:
        """A call for its own sake is made if it may change an application, or a list or dict."""
        call = frame.scope.body.calls[step.number]
        spot = Spot(frame.scope, frame, call.block, (call.line, call.column))
        if self._machine.relevance.runs_at_once(frame.scope, step.number) or self._registers(call, spot):
            forced(self._machine.evaluation.evaluate(ex.CallResult(step.number), spot))

    def _registers(self, call: Call, spot: Spot) -> bool:
        if isinstance(call.func, ex.Attribute):
            if call.func.attr in MUTATING or call.func.attr == "__init__":
                return True
            is_set_up = spot.frame.scope.is_function and self._machine.relevance.is_relevant(spot.frame.scope)
            if not is_set_up or not isinstance(call.func.value, ex.Name):
                return False
            return self._machine.decorating.registers(self._machine.evaluation.evaluate(call.func, spot))
        if not isinstance(call.func, ex.Name):
            return False
        callee = self._machine.evaluation.lookup(call.func.id, spot)
        return callee is not None and self._machine.decorating.registers(callee)

    def _set_attribute(self, step: AttributeBinding, frame: Frame) -> None:
        spot = self._spot(step, frame)
        value = self._machine.evaluation.evaluate(step.value, spot)
        for owner in each_of(self._machine.evaluation.evaluate(step.owner, spot)):
            if isinstance(owner, Instance):
                if owner.start is not None:
                    self._machine.attributes.started(owner)
                owner.attributes[step.attr] = value
                if isinstance(owner, RouterInstance):
                    self._machine.framework.attribute_set(owner, step.attr, value)
            elif isinstance(owner, Class):
                self._machine.class_body(owner).variables[step.attr] = value
            elif isinstance(owner, Function) and step.attr == "__wrapped__":
                owner.wrapped = value
            elif isinstance(owner, Function):
                owner.attributes[step.attr] = value

    def _set_item(self, step: ItemBinding, frame: Frame) -> None:
        spot = self._spot(step, frame)
        key = forced(self._machine.evaluation.evaluate(step.key, spot))
        value = self._machine.evaluation.evaluate(step.value, spot)
        for owner in each_of(self._machine.evaluation.evaluate(step.owner, spot)):
            if isinstance(owner, Table):
                if isinstance(key, Unknown):
                    owner.complete = False
                owner.entries[key.value if isinstance(key, Constant) else key] = value

    def _entered(self, step: BlockStep, frame: Frame) -> bool:
        block = frame.scope.body.blocks[step.block]
        kind = block.kind
        if kind is BlockKind.IF:
            return self._if(step, frame)
        if kind is BlockKind.ELSE:  # its `if` never is true
            return self._block(step.block, frame)
        if kind in LOOPS:
            return self._loop(step.block, frame)
        if kind is BlockKind.EXCEPT:
            return False  # what set-up code tries is taken to succeed
        if kind is BlockKind.CASE:
            return self._branches([step.block], frame, exhaustive=False)
        return self._block(step.block, frame)

    def _if(self, step: BlockStep, frame: Frame) -> bool:
        block = frame.scope.body.blocks[step.block]
        verdict = likely = None
        if block.expression is not None:
            spot = Spot(frame.scope, frame, block.parent, (block.line, block.column))
            test = self._machine.evaluation.evaluate(block.expression, spot)
            verdict, likely = self._machine.evaluation.truth(test), self._machine.evaluation.leaning(test)
        if verdict is True:
            return self._block(step.block, frame)
        if verdict is False:
            return step.alternative is not None and self._block(step.alternative, frame)
        branches = [step.block] if step.alternative is None else [step.block, step.alternative]
        default = None if likely is None else step.block if likely else step.alternative or _NEITHER
        return self._branches(branches, frame, step.alternative is not None, default)

    def _branches(self, blocks: list[int], frame: Frame, exhaustive: bool, default: int | None = None) -> bool:
        """Run branches of which one is taken, not known which. Afterwards a name has what either gave it.

        `default` is the block that is taken by default, if that is known; then what it gave comes first.
        """
        before, returned = dict(frame.variables), frame.returned
        outcomes: list[tuple[bool, dict[str, Value]]] = [] if exhaustive else [(default == _NEITHER, before)]
        for block in blocks:
            frame.variables = dict(before)
            is_unlikely = default not in (None, block)
            if is_unlikely:
                frame.returned = frame.returned_otherwise
            self._machine.unlikely += is_unlikely
            if not self._block(block, frame):
                outcomes.append((default == block, frame.variables))
            self._machine.unlikely -= is_unlikely
            frame.returned = returned
        if not outcomes:
            frame.variables = before
            return True
        ordered = [*(v for likely, v in outcomes if likely), *(v for likely, v in reversed(outcomes) if not likely)]
        frame.variables = self._merged(ordered, any(likely for likely, _ in outcomes))
        return False

    @staticmethod
    def _merged(outcomes: list[dict[str, Value]], by_default: bool) -> dict[str, Value]:
        """The names of all outcomes, with the value of each; the likeliest outcome stands first."""
        if len(outcomes) == 1:
            return outcomes[0]
        merged: dict[str, Value] = {}
        for name in dict.fromkeys(name for outcome in outcomes for name in outcome):
            is_likely = by_default and name in outcomes[0]
            values = [outcome[name] for outcome in outcomes if name in outcome]
            # Of two applications made in two branches there is one, and what comes after is added to that one.
            merged[name] = values[0] if all(map(_is_application, values)) else one_of(values, is_likely)
        return merged

    def _loop(self, number: int, frame: Frame) -> bool:
        """Run a loop's body for each known element, and once for those that are not known."""
        block = frame.scope.body.blocks[number]
        turns: list[Value | None] = [None]
        if block.kind is BlockKind.WHILE and self._while(number, frame):
            return False
        if block.kind is not BlockKind.WHILE and block.expression is not None:
            spot = Spot(frame.scope, frame, block.parent, (block.line, block.column))
            iterable = self._machine.evaluation.evaluate(block.expression, spot)
            known = self._machine.evaluation.elements(iterable)
            if known is not None:
                is_open = any(isinstance(each, Items | Table) and not each.complete for each in each_of(iterable))
                turns = [*known[:MOST_TURNS], *([None] if is_open else [])]
        machine = self._machine
        with machine.at_most(max(machine.steps_left // 2, 1)):  # what comes after the loop is to run as well
            for element in turns:
                self.turn(number, element, frame)
                self._block(number, frame)
                if machine.steps_left < 0:
                    machine.cut_short.setdefault((frame.scope, block.line, block.column))
                    break
        return False

    def _while(self, number: int, frame: Frame) -> bool:
        """Run a loop whose test is known as long as it is true. False if it is not known at the start."""
        block = frame.scope.body.blocks[number]
        for turn in range(MOST_TURNS):
            spot = Spot(frame.scope, frame, number, (block.line, 1 << 20))
            self.turn(number, None, frame)
            test = self._machine.evaluation.evaluate(block.expression, spot) if block.expression is not None else NONE
            verdict = self._machine.evaluation.truth(test)
            if verdict is not True or isinstance(block.expression, ex.Constant):
                return turn > 0 or verdict is False
            if self._block(number, frame):
                return True
        return True

    def turn(self, number: int, element: Value | None, frame: Frame) -> None:
        """Begin a turn of a loop: what the turn before called is forgotten, and the loop's target has a new value."""
        scope = frame.scope
        blocks = scope.body.blocks
        iterable = blocks[number].expression
        for key in [key for key in frame.results if key[0] is not scope or number in self._chain(scope, key[1])]:
            del frame.results[key]
        if iterable is not None:
            frame.elements.pop(iterable, None)
            if element is not None:
                frame.elements[iterable] = element

    @staticmethod
    def _chain(scope: Scope, call: int) -> set[int]:
        return set(scope.block_chain(scope.body.calls[call].block))


def _is_application(value: Value) -> bool:
    return isinstance(value, RouterInstance) and value.router.kind == "application"

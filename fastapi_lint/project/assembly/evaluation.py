"""Evaluation: what an expression stands for in a frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import TARGETS, BlockKind
from fastapi_lint.project.assembly.iterating import MODULE_INFO
from fastapi_lint.project.assembly.objects import (
    Alternatives,
    BoundMethod,
    Class,
    Constant,
    Frame,
    Function,
    Instance,
    Items,
    LambdaFunction,
    Library,
    LibraryInstance,
    Module,
    PartlyHidden,
    RouterInstance,
    Table,
    Unknown,
    Value,
    each_of,
    forced,
    has_default,
    likely_of,
    one_of,
)
from fastapi_lint.project.assembly.spot import Spot
from fastapi_lint.project.resolve.names import BUILTINS, END_OF_FILE

if TYPE_CHECKING:
    from fastapi_lint.project.assembly.machine import Machine

_ORDERED: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
}
_LONGEST = 2_000


class Evaluation:
    """Evaluates expressions."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._rules: dict[str, Callable[[Any, Spot], Value]] = {
            "name": self._name,
            "attribute": self._attribute,
            "call": self._call,
            "subscript": self._subscript,
            "constant": self._constant,
            "collection": self._collection,
            "mapping": self._mapping,
            "lambda": lambda e, spot: LambdaFunction(spot.scope, e.block, spot.frame),
            "awaited": lambda e, spot: self.evaluate(e.value, spot),
            "operation": self._operation,
            "conditional": self._conditional,
            "fstring": self._fstring,
            "comprehension": self._comprehension,
            "element": self._element,
            "item": self._item,
            "narrowed": lambda e, spot: self.evaluate(e.value, spot),
            "written-call": self._written_call,
        }

    def evaluate(self, expression: Expression, spot: Spot) -> Value:
        """The value of an expression; Unknown if it is not worked out."""
        rule = self._rules.get(expression.tag)
        return rule(expression, spot) if rule is not None else spot.unknown(expression)

    def _name(self, expression: ex.Name, spot: Spot) -> Value:
        return self.lookup(expression.id, spot) or spot.unknown(expression)

    def lookup(self, name: str, spot: Spot) -> Value | None:
        """What a name has as its value in a frame and those around it; None if nothing has bound it."""
        frame: Frame | None = spot.frame
        if name in spot.frame.scope.body.globals:
            frame = spot.frame.module_frame
        while frame is not None:
            if name in frame.variables and (not frame.scope.is_class or frame is spot.frame):
                return frame.variables[name]
            if frame.parent is None:
                return self._global(name, frame)
            frame = frame.parent
        return None

    def _global(self, name: str, frame: Frame) -> Value | None:
        """A star import's name, or a builtin; while a module still runs, what it is going to bind."""
        if name == "__name__":
            return Constant(frame.scope.module.name, overridable=True)  # another if the module is run as a script
        if name == "__file__":
            return Constant(frame.scope.module.path)
        found = self._machine.translation.member(frame.scope, name, frame.is_running)
        if found is None and name in BUILTINS and name not in frame.scope.bindings:
            return Library(f"builtins.{name}")
        return found

    def _attribute(self, expression: ex.Attribute, spot: Spot) -> Value:
        return self.attribute(self.evaluate(expression.value, spot), expression, spot)

    def attribute(self, owner: Value, expression: ex.Attribute, spot: Spot) -> Value:
        """An attribute of a value that an expression reads."""
        found: list[Value] = []
        for each in each_of(owner):
            value = self._machine.attributes.get(each, expression.attr)
            if value is None and isinstance(each, Unknown):
                value = Unknown(ex.Attribute(each.expression, expression.attr), each.use)
            found.append(spot.unknown(expression) if value is None else value)
        return one_of(found, has_default(owner))

    def _call(self, expression: ex.CallResult, spot: Spot) -> Value:
        key = (spot.scope, expression.call)
        results = spot.frame.results
        if key not in results:
            results[key] = spot.unknown(expression)  # what calls itself ends here
            results[key] = self._machine.calling.at(expression, spot)
        return results[key]

    def _written_call(self, expression: ex.WrittenCall, spot: Spot) -> Value:
        """A call in an annotation that is a string: `"Annotated[Session, Depends(get_db)]"`."""
        args = [self.evaluate(argument, spot) for argument in expression.args]
        keywords = {name: self.evaluate(value, spot) for name, value in expression.keywords if name is not None}
        callees = each_of(self.evaluate(expression.func, spot))
        found = [self._machine.calling.call(callee, args, keywords, None) for callee in callees]
        return one_of([value for value in found if value is not None] or [spot.unknown(expression)])

    def _constant(self, expression: ex.Constant, spot: Spot) -> Value:
        if expression.type in ("str", "int", "float", "bool", "none"):
            return Constant(expression.value)
        return spot.unknown(expression)

    def _collection(self, expression: ex.Collection, spot: Spot) -> Value:
        found, complete = self.spread(expression.elements, spot)
        return Items(found, complete)

    def spread(self, elements: tuple[Expression, ...], spot: Spot) -> tuple[list[Value], bool]:
        """The values of elements or arguments with `*spreads` unpacked, and whether they are all known."""
        found: list[Value] = []
        complete = True
        for element in elements:
            if isinstance(element, ex.Starred):
                held = self.elements(self.evaluate(element.value, spot))
                complete = complete and held is not None
                found += held or []
            else:
                found.append(self.evaluate(element, spot))
        return found, complete

    def _mapping(self, expression: ex.Mapping, spot: Spot) -> Value:
        table = Table({})
        for key, value in expression.items:
            if key is None:
                other = forced(self.evaluate(value, spot))
                if isinstance(other, Table):
                    table.entries.update(other.entries)
                    table.complete = table.complete and other.complete
                else:
                    table.complete = False
                continue
            named = forced(self.evaluate(key, spot))
            if isinstance(named, Unknown):
                table.complete = False
            table.entries[named.value if isinstance(named, Constant) else named] = self.evaluate(value, spot)
        return table

    def _conditional(self, expression: ex.Conditional, spot: Spot) -> Value:
        test = self.evaluate(expression.test, spot)
        verdict = self.truth(test)
        if verdict is not None:
            return self.evaluate(expression.body if verdict else expression.orelse, spot)
        likely = self.leaning(test)
        found = [self.evaluate(expression.body, spot), self.evaluate(expression.orelse, spot)]
        return one_of(found[::-1] if likely is False else found, likely is not None)

    def _fstring(self, expression: ex.FormattedString, spot: Spot) -> Value:
        return self._machine.texts.joined([self.evaluate(part, spot) for part in expression.parts])

    def _operation(self, expression: ex.Operation, spot: Spot) -> Value:
        operator = expression.operator
        if operator in ("and", "or"):
            return self._boolean(operator, expression.operands, spot)
        if operator == ":":
            return spot.unknown(expression)
        values = [_by_default(self.evaluate(operand, spot)) for operand in expression.operands]
        if operator == "not":
            verdict, likely = self.truth(values[0]), self.leaning(values[0])
            if verdict is None and likely is None:
                return spot.unknown(expression)
            return Constant(not (verdict if verdict is not None else likely), overridable=verdict is None)
        if operator == "-" and len(values) == 1 and isinstance(number := values[0], Constant):
            return Constant(-number.value) if isinstance(number.value, int | float) else spot.unknown(expression)
        if len(values) == 2:
            found = self._binary(operator, values[0], values[1])
            if found is not None:
                return found
        return spot.unknown(expression)

    def _boolean(self, operator: str, operands: tuple[Expression, ...], spot: Spot) -> Value:
        """The first operand that decides, or the last; with what may be replaced, all that it could be."""
        decisive = operator == "or"
        found: list[Value] = []
        default: Value | None = None
        is_open = True  # whether it is known of all operands so far that they do not decide by default
        for number, operand in enumerate(operands):
            value = self.evaluate(operand, spot)
            verdict, is_last = self.truth(value), number == len(operands) - 1
            if verdict is (not decisive) and not is_last:
                continue
            found.append(value)
            leaning = verdict if verdict is not None else self.leaning(value)
            if default is None and is_open and (leaning is decisive or is_last):
                default = value
            is_open = is_open and leaning is not None
            if verdict is decisive:
                break
        if default is None or len(found) == 1:
            return one_of(found)
        return one_of([default, *(each for each in found if each is not default)], by_default=True)

    def _binary(self, operator: str, left: Value, right: Value) -> Value | None:
        if operator in ("==", "!=", "is", "is not"):
            same = self._same(left, right)
            unsure = any(isinstance(each, Constant) and each.overridable for each in (left, right))
            return None if same is None else Constant(same if operator in ("==", "is") else not same, unsure)
        if operator in ("in", "not in"):
            held = self._holds(right, left)
            unsure = any(isinstance(each, Constant) and each.overridable for each in (left, right))
            return None if held is None else Constant(held if operator == "in" else not held, unsure)
        if operator == "/" and isinstance(left, LibraryInstance):
            return self._machine.files.method(left, "joinpath", [right])
        if operator == "+" and isinstance(left, Items) and isinstance(right, Items):
            return Items([*left.items, *right.items], left.complete and right.complete)
        if operator == "|" and isinstance(left, Table) and isinstance(right, Table):
            return Table({**left.entries, **right.entries}, left.complete and right.complete)
        if isinstance(left, Constant) and isinstance(right, Constant):
            found = self._of_constants(operator, left, right)
            if found is not None:
                return found
        if operator == "+" and (_is_text(left) or _is_text(right)):
            return self._machine.texts.joined([left, right])
        if operator == "%" and isinstance(left, Constant) and isinstance(left.value, str):
            return self._machine.texts.interpolated(left.value, right)
        return None

    @staticmethod
    def _of_constants(operator: str, left: Constant, right: Constant) -> Value | None:
        rule = _ORDERED.get(operator) or _ARITHMETIC.get(operator)
        if rule is None:
            return None
        try:
            result = rule(left.value, right.value)
        except (TypeError, ValueError, OverflowError):
            return None
        if isinstance(result, str) and len(result) > _LONGEST:
            return None
        return Constant(result, left.overridable or right.overridable)

    @staticmethod
    def _same(left: Value, right: Value) -> bool | None:
        if isinstance(left, Constant) and isinstance(right, Constant):
            return left.value == right.value
        known = (Function, Class, Instance, Items, Table, Module, Constant)
        if isinstance(left, known) and isinstance(right, known):
            if isinstance(left, Constant) or isinstance(right, Constant):
                return False
            return left is right or (None if isinstance(left, Items | Table) else left == right)
        return None

    @staticmethod
    def _holds(container: Value, item: Value) -> bool | None:
        if isinstance(item, Constant):
            if isinstance(container, Constant) and isinstance(container.value, str):
                return isinstance(item.value, str) and item.value in container.value
            if isinstance(container, Table):
                return item.value in container.entries or (None if not container.complete else False)
            if isinstance(container, Items):
                constants = [forced(each) for each in container.items]
                if any(isinstance(each, Constant) and each.value == item.value for each in constants):
                    return True
                sure = container.complete and all(isinstance(each, Constant) for each in constants)
                return False if sure else None
        return None

    def truth(self, value: Value) -> bool | None:
        """Whether a value counts as true; None if that is not known, or may be overridden."""
        verdicts = {self._truth(each) for each in each_of(value)}
        return verdicts.pop() if len(verdicts) == 1 else None

    def leaning(self, value: Value) -> bool | None:
        """Whether a value counts as true by default, where its default may be overridden; None if that is not known."""
        first = likely_of(value)[0]
        return bool(first.value) if isinstance(first, Constant) and first.overridable else self._truth(first)

    def _truth(self, value: Value) -> bool | None:
        if isinstance(value, Constant):
            return None if value.overridable and not self._machine.is_idle else bool(value.value)
        if isinstance(value, Items):
            return bool(value.items) or (None if not value.complete else False)
        if isinstance(value, Table):
            return bool(value.entries) or (None if not value.complete else False)
        if isinstance(value, Function | LambdaFunction | Class | RouterInstance | Module | BoundMethod):
            return True
        return None

    def elements(self, value: Value) -> list[Value] | None:
        """What iterating a value gives, or None if that is not known."""
        found: list[Value] | None = None
        for each in each_of(value):
            held: list[Value] | None = None
            if isinstance(each, Items):
                held = list(each.items) if each.complete or each.items else None
            elif isinstance(each, Table):
                held = [Constant(k) if _is_plain(k) else k for k in each.entries]
            elif isinstance(each, Class):
                held = self._machine.attributes.members_of_enum(each)
            elif isinstance(each, Constant) and isinstance(each.value, str):
                held = [Constant(letter) for letter in each.value]
            elif isinstance(each, LibraryInstance) and each.name == MODULE_INFO:
                held = list(each.keywords.values())
            elif isinstance(each, Instance):
                held = self._machine.attributes.fields_of_tuple(each) or self._iterated(each)
            if held is not None:
                found = [*(found or []), *held]
        return found

    def _iterated(self, owner: Instance) -> list[Value] | None:
        """What `__iter__` gives."""
        method = self._machine.attributes.get(owner, "__iter__") if owner.cls is not None else None
        given = self._machine.calling.call(method, [], {}, None) if isinstance(method, Function) else None
        return self.elements(given) if given is not None else None

    def _element(self, expression: ex.Element, spot: Spot) -> Value:
        frame: Frame | None = spot.frame
        while frame is not None:
            if expression.iterable in frame.elements:
                return frame.elements[expression.iterable]
            frame = frame.parent if frame.scope is spot.scope else None
        return spot.unknown(expression)

    def _item(self, expression: ex.Item, spot: Spot) -> Value:
        found: list[Value] = []
        for whole in each_of(self.evaluate(expression.value, spot)):
            held = self.elements(whole) or []
            if not isinstance(whole, Table | Class) and -len(held) <= expression.position < len(held):
                found.append(held[expression.position])
        return one_of(found) if found else spot.unknown(expression)

    def _subscript(self, expression: ex.Subscript, spot: Spot) -> Value:
        owner = self.evaluate(expression.value, spot)
        if isinstance(expression.key, ex.Operation) and expression.key.operator == ":":
            return self._slice(owner, expression.key, spot) or spot.unknown(expression)
        key = forced(self.evaluate(expression.key, spot))
        found: list[Value] = []
        for whole in each_of(owner):
            value = self.item_of(whole, key)
            if value is not None:
                found.append(value)
        return one_of(found) if found else spot.unknown(expression)

    def item_of(self, whole: Value, key: Value) -> Value | None:
        """`whole[key]`; one of all entries where the key is not known."""
        if isinstance(whole, Class | Library):
            if isinstance(whole, Class) and isinstance(key, Constant):
                member = self._machine.attributes.get(whole, str(key.value))
                return member or whole
            return whole
        if isinstance(whole, Table):
            name = key.value if isinstance(key, Constant) else key
            if name in whole.entries:
                return whole.entries[name]
            # Collections are keys of caches: what was kept for other arguments is not what these give.
            is_open = not isinstance(key, Constant | Items | Table) and whole.entries
            return one_of(list(whole.entries.values())) if is_open else None
        if isinstance(whole, Items) and whole.items:
            if isinstance(key, Constant) and isinstance(key.value, int):
                inside = -len(whole.items) <= key.value < len(whole.items)
                return whole.items[key.value] if inside else None
            return one_of(list(whole.items)) if isinstance(key, Unknown) else None
        return None

    def _slice(self, owner: Value, key: ex.Operation, spot: Spot) -> Value | None:
        bounds = [forced(self.evaluate(part, spot)) for part in key.operands]
        numbers = [b.value for b in bounds if isinstance(b, Constant) and (b.value is None or isinstance(b.value, int))]
        if len(numbers) < len(bounds):
            return None
        wanted = slice(*numbers)
        for whole in each_of(owner):
            if isinstance(whole, Constant) and isinstance(whole.value, str):
                return Constant(whole.value[wanted], whole.overridable)
            if isinstance(whole, Items):
                return Items(whole.items[wanted], whole.complete)
            if isinstance(whole, PartlyHidden):
                return whole
        return None

    def _comprehension(self, expression: ex.Comprehension, spot: Spot) -> Value:
        """Each clause is a loop; a condition counts as true."""
        blocks = spot.scope.body.blocks
        inner: list[int] = []
        for number in spot.scope.block_chain(expression.block):
            block = blocks[number]
            if block.kind is not BlockKind.COMPREHENSION or block.expression in spot.frame.elements:
                break  # the rest is around this comprehension, and in the middle of a turn
            inner.append(number)
        found: list[Value] = []
        frame = Frame(spot.frame.scope, spot.frame, elements=dict(spot.frame.elements))
        complete = self._clauses(list(reversed(inner)), expression, Spot(spot.scope, frame, *spot[2:]), found)
        if expression.kind != "dict":
            return Items(found, complete)
        table = Table({}, complete)
        for pair in found:
            if isinstance(pair, Items) and len(pair.items) == 2:
                key = forced(pair.items[0])
                table.entries[key.value if isinstance(key, Constant) else key] = pair.items[1]
        return table

    def _clauses(self, clauses: list[int], expression: ex.Comprehension, spot: Spot, found: list[Value]) -> bool:
        if not clauses:
            inner = Spot(spot.scope, spot.frame, expression.block, END_OF_FILE)
            found.append(self.evaluate(expression.element, inner))
            return True
        scope, frame = spot.scope, spot.frame
        block = scope.body.blocks[clauses[0]]
        if block.expression is None:
            return False
        held = self.elements(self.evaluate(block.expression, spot))
        complete = held is not None
        for element in held if held is not None else []:
            frame.elements[block.expression] = element
            frame.results.clear()
            for binding in scope.body.bindings:
                if binding.block == clauses[0] and not isinstance(binding.value, TARGETS):
                    frame.variables[binding.target] = self.evaluate(binding.value, spot)
            complete = self._clauses(clauses[1:], expression, spot, found) and complete
        return complete


def _by_default(value: Value) -> Value:
    """A constant that a setting may replace by something else, as such; other values as they are."""
    value = forced(value)
    first = likely_of(value)[0] if isinstance(value, Alternatives) and value.by_default else None
    return replace(first, overridable=True) if isinstance(first, Constant) else value


def _is_text(value: Value) -> bool:
    return isinstance(value, PartlyHidden) or (isinstance(value, Constant) and isinstance(value.value, str))


def _is_plain(key: object) -> bool:
    return key is None or isinstance(key, str | int | float | bool)

"""Request data: which expressions a client decides the size or the value of.

Sources are `body` (a validated or raw body), `json` (parsed by the handler), `upload` (files), `raw` besides (all the
bytes of a file at once), `number` (an integer without an upper bound), `length` (of content) and `rows` (a whole query
result, which grows with the data). They are followed through assignments, attributes, items, built-in conversions and
the parameters of project functions; never through a library's or the database's answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.frameworks import fastapi
from fastapi_lint.model import expression as ex
from fastapi_lint.model.expression import Expression
from fastapi_lint.model.facts import TARGETS, Call, Parameter
from fastapi_lint.project.flow.callbacks import parameter_for
from fastapi_lint.project.flow.checks import Checks
from fastapi_lint.project.flow.row_limits import RowLimits
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.parameters import header_use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resolve.values import (
    BoundName,
    BoundParameter,
    ClassValue,
    CollectionValue,
    FunctionValue,
    LibraryObject,
    LibraryValue,
    ObjectValue,
    OffloadedValue,
    Value,
)

Sources = frozenset[str]
NOTHING: Sources = frozenset()

_BOUNDS = frozenset({"le", "lt", "max_length"})
_CONVERSIONS = frozenset(
    {"builtins.int", "builtins.float", "builtins.str", "builtins.bytes", "builtins.list", "builtins.tuple",
     "builtins.set", "builtins.dict", "builtins.sorted", "builtins.reversed", "builtins.enumerate", "builtins.zip",
     "builtins.iter", "builtins.filter", "builtins.map", "builtins.max", "builtins.abs", "builtins.sum",
     "io.BytesIO", "io.StringIO", "copy.deepcopy", "copy.copy", "builtins.bytearray", "builtins.memoryview",
     "json.loads", "orjson.loads", "ujson.loads", "simplejson.loads", "msgspec.json.decode", "json.load",
     "itertools.chain", "base64.b64decode", "fastapi.encoders.jsonable_encoder"}
)  # fmt: skip
_PARSERS = frozenset(
    {"json.loads", "orjson.loads", "ujson.loads", "simplejson.loads", "msgspec.json.decode", "json.load"}
)
_CONTENT = frozenset({"body", "json", "upload"})
_BYTES = _CONTENT | {"raw"}
_READS = frozenset({"read", "getvalue", "getbuffer"})
_UPLOAD_PARTS = frozenset({"read", "file", "readline", "readlines"})
_UPLOAD_LABELS = frozenset({"filename", "content_type", "headers", "size"})
_ALL_ROWS = frozenset({"all", "fetchall"})
_GIVE_DATA = _UPLOAD_PARTS | _ALL_ROWS | {name for name, kind in fastapi.REQUEST_DATA.items() if kind in _CONTENT}
_DEEPEST = 25


class RequestData:
    """Sources of expressions and parameters. `tainted` grows while the linker follows calls to a fixpoint."""

    def __init__(self, inference: Inference) -> None:
        self._inference = inference
        self._checks = Checks(self.sources)
        self._row_limits = RowLimits(inference)
        self.tainted: dict[tuple[Scope, str], Sources] = {}
        self._bindings: dict[Scope, dict[tuple[int, int, str], Sources]] = {}
        self._returned: dict[Scope, Sources] = {}
        self._call_sites: dict[tuple[Scope, int], Sources] = {}
        self._depth = 0

    def seed(self, endpoint: Scope, path_parameters: frozenset[str]) -> None:
        """Note what FastAPI puts into the parameters of a handler or dependency."""
        for parameter in endpoint.definition.parameters:
            sources = self._declared_sources(endpoint, parameter, parameter.name in path_parameters)
            if sources:
                self.tainted[endpoint, parameter.name] = sources

    def _declared_sources(self, scope: Scope, parameter: Parameter, in_path: bool) -> Sources:
        if self._inference.parameters.dependency(scope, parameter) is not None or self._is_bounded(scope, parameter):
            return NOTHING
        found: set[str] = set()
        for value in self._inference.annotations.values(parameter.annotation, header_use(scope)):
            if isinstance(value, ObjectValue):
                found |= {"body"} if self._is_model(value.scope) else set()
            elif isinstance(value, CollectionValue):
                found |= set() if in_path or self._is_small(scope, parameter) else {"body"}
                found |= {"upload"} if any(_is_upload(v) for v in value.elements) else set()
            elif isinstance(value, LibraryObject):
                name = fastapi.canonical(value.name)
                if name == "builtins.int":
                    found.add("number")
                elif name == fastapi.UPLOAD:
                    found.add("upload")
                elif name == "builtins.bytes":
                    found |= {"upload", "raw"}
                elif name == "builtins.str" and self._is_text_body(scope, parameter):
                    found.add("body")
        return frozenset(found) if found else NOTHING

    def _is_model(self, scope: Scope) -> bool:
        bases = self._inference.classes.library_bases(scope)
        return bool(bases) and not any(base.startswith("enum.") for base in bases)

    def _is_small(self, scope: Scope, parameter: Parameter) -> bool:
        """True for query parameters, and for form fields, of which Starlette takes a megabyte at most."""
        return any(fastapi.parameter_place(name) in ("query", "form") for name in self._markers(scope, parameter))

    def _is_text_body(self, scope: Scope, parameter: Parameter) -> bool:
        """True for a text that the body holds: `Body()`. Paths, queries and headers are some kilobytes at most."""
        return any(fastapi.parameter_place(name) == "body" for name in self._markers(scope, parameter))

    def _is_bounded(self, scope: Scope, parameter: Parameter) -> bool:
        """True if the declaration gives an upper bound: `Query(le=100)`, `Field(max_length=…)`, conint."""
        numbers = [c for e in (parameter.default, parameter.annotation) if e is not None for c in _calls_in(e)]
        calls = [scope.body.calls[n] for n in numbers] + self._aliased_calls(scope, parameter)
        return any(name in _BOUNDS for call in calls for name, _ in call.keywords)

    def _markers(self, scope: Scope, parameter: Parameter) -> list[str]:
        calls = [c for e in (parameter.default, parameter.annotation) if e is not None for c in _calls_in(e)]
        values = [v for c in calls for v in self._inference.callee(scope, c)]
        return [v.name for v in values if isinstance(v, LibraryValue)]

    def _aliased_calls(self, scope: Scope, parameter: Parameter) -> list[Call]:
        """Calls within the alias that an annotation names: `Limit = Annotated[int, Query(le=100)]`."""
        if not isinstance(parameter.annotation, ex.Name | ex.Attribute):
            return []
        found = []
        for target in self._inference.annotations.targets(parameter.annotation, header_use(scope)):
            if isinstance(target, BoundName):
                value = target.binding.value
                numbers = _calls_in(value) if not isinstance(value, TARGETS) else []
                found += [target.scope.body.calls[n] for n in numbers]
        return found

    def sources(self, expression: Expression, use: Use) -> Sources:
        """Where the value comes from, if from the request; empty otherwise."""
        if type(expression) is ex.Constant or self._depth > _DEEPEST:
            return NOTHING
        self._depth += 1
        try:
            return self._sources(expression, use) or NOTHING  # the one empty set: there are many
        finally:
            self._depth -= 1

    def _sources(self, expression: Expression, use: Use) -> Sources:
        if type(expression) is ex.Name:
            return self._unless_limited(self._of_name(expression, use), expression, use)
        if type(expression) is ex.Attribute:
            return self._unless_limited(self._of_attribute(expression, use), expression, use)
        if type(expression) is ex.CallResult:
            return self._of_call(expression, use)
        if isinstance(expression, ex.Subscript):
            return self._of_subscript(expression, use)
        if isinstance(expression, ex.Operation):
            if expression.operator in ("%", "==", "!=", "<", ">", "<=", ">=", "in", "not", "is", "is not", "not in"):
                return NOTHING
            return self._union(expression.operands, use)
        if isinstance(expression, ex.Mapping):
            return self._union(tuple(value for _, value in expression.items), use) & {"rows"}
        if isinstance(expression, ex.Awaited | ex.Starred | ex.Item | ex.Narrowed):
            return self.sources(expression.value, use)
        if isinstance(expression, ex.Element):
            return self.sources(expression.iterable, use) & {"upload"}
        if isinstance(expression, ex.Entered):
            return self.sources(expression.manager, use)
        if isinstance(expression, ex.Conditional):
            small = self._checks.asks(expression.test, expression.body, use, small=True)
            large = self._checks.asks(expression.test, expression.orelse, use, small=False)
            chosen = (*(() if small else (expression.body,)), *(() if large else (expression.orelse,)))
            return self._union(chosen, use)
        if isinstance(expression, ex.Comprehension):
            clause = use.scope.body.blocks[expression.block]
            return self.sources(clause.expression, use) if clause.expression is not None else NOTHING
        return NOTHING

    def _of_subscript(self, expression: ex.Subscript, use: Use) -> Sources:
        if self._is_bounded_slice(expression.key, use):
            return NOTHING
        is_slice = isinstance(expression.key, ex.Operation) and expression.key.operator == ":"
        return self.sources(expression.value, use) - ({"number"} if is_slice else {"number", "raw", "rows"})

    def _unless_limited(self, found: Sources, expression: Expression, use: Use) -> Sources:
        return NOTHING if found and self._checks.is_limited(expression, use) else found

    def is_limited(self, expression: Expression, use: Use) -> bool:
        """True if the code checks the size of what the expression stands for before this place."""
        return self._checks.is_limited(expression, use)

    def _is_bounded_slice(self, key: Expression, use: Use) -> bool:
        """True for `[:100]` and `[a:b]` where no request decides `b`; `[:-1]` leaves nearly all."""
        if not isinstance(key, ex.Operation) or key.operator != ":" or key.operands[1] == ex.NONE:
            return False
        upper = key.operands[1]
        from_the_end = isinstance(upper, ex.Operation) and len(upper.operands) == 1
        return not from_the_end and not self.sources(upper, use)

    def _union(self, expressions: tuple[Expression, ...], use: Use) -> Sources:
        return NOTHING.union(*(self.sources(e, use) for e in expressions))

    def _of_name(self, expression: ex.Name, use: Use) -> Sources:
        found: Sources = NOTHING
        for target in self._inference.names.lookup(expression.id, use):
            if isinstance(target, BoundParameter):
                found |= self.tainted.get((target.scope, target.name), NOTHING)
            elif isinstance(target, BoundName) and target.scope.is_function:
                found |= self._of_binding(target)
        return found

    def _of_binding(self, target: BoundName) -> Sources:
        binding = target.binding
        if isinstance(binding.value, TARGETS):
            return NOTHING
        known = self._bindings.setdefault(target.scope, {})
        key = (binding.line, binding.column, binding.target)
        if key not in known:
            known[key] = NOTHING
            place = Use(target.scope, binding.block, (binding.line, binding.column))
            known[key] = self.sources(binding.value, place)
        return known[key]

    def _of_attribute(self, expression: ex.Attribute, use: Use) -> Sources:
        found = self.sources(expression.value, use)
        if expression.attr in _UPLOAD_LABELS:
            found -= {"upload"}
        if found and self._is_bounded_field(expression, use):
            return NOTHING
        return found if found & _CONTENT else NOTHING

    def _is_bounded_field(self, expression: ex.Attribute, use: Use) -> bool:
        for value in self._inference.infer(expression.value, use):
            if isinstance(value, ObjectValue):
                for binding in value.scope.bindings.get(expression.attr, ()):
                    parts = [
                        p for p in (binding.value, binding.annotation) if p is not None and not isinstance(p, TARGETS)
                    ]
                    calls = [value.scope.body.calls[n] for p in parts for n in _calls_in(p)]
                    if any(name in _BOUNDS for call in calls for name, _ in call.keywords):
                        return True
        return False

    def _of_call(self, expression: ex.CallResult, use: Use) -> Sources:
        call = use.scope.body.calls[expression.call]
        found: Sources = NOTHING
        for value in self._inference.callee(use.scope, expression.call):
            if isinstance(value, LibraryValue):
                found |= self._of_library_call(value.name, call, use)
            elif isinstance(value, CollectionValue) and isinstance(call.func, ex.Attribute):
                found |= self.sources(call.func.value, use)
            elif isinstance(value, FunctionValue):
                found |= self._handed_back(value.scope, call, use)
        if not found and isinstance(call.func, ex.Attribute) and not self._is_object(call.func.value, use):
            found = self.sources(call.func.value, use) & _BYTES  # `.decode()`, `.split()`, `.items()` of request data
            found |= {"raw"} if "upload" in found and call.func.attr in _READS and not call.args else NOTHING
        return found

    def _is_object(self, receiver: Expression, use: Use) -> bool:
        """True for objects of project classes: what their methods give (`model_dump_json()`) is known otherwise."""
        return any(isinstance(value, ObjectValue) for value in self._inference.infer(receiver, use))

    def _handed_back(self, scope: Scope, call: Call, use: Use) -> Sources:
        """What this call of a project function returns: of its parameters only what this very call gives."""
        returned = self._of_project_call(scope)
        takes = any((scope, name) in self.tainted for name in scope.parameters)
        if not returned or not takes:
            return returned
        return returned if self._union((*call.args, *(v for _, v in call.keywords)), use) else NOTHING

    def _of_project_call(self, scope: Scope) -> Sources:
        """What a project function returns, if it is request data itself; nothing new within a recursion."""
        if scope not in self._returned:
            self._returned[scope] = NOTHING
            self._returned[scope] = self._of_returns(scope)
        return self._returned[scope]

    def _of_returns(self, scope: Scope) -> Sources:
        found: Sources = NOTHING
        for outcome in scope.body.outcomes:
            if outcome.kind == "return" and isinstance(outcome.value, _CARRIERS):
                place = Use(scope, outcome.block, (outcome.line, outcome.column))
                found |= self.sources(outcome.value, place)
        return found

    def _of_library_call(self, name: str, call: Call, use: Use) -> Sources:
        canonical = self._inference.library_name(name)
        owner, _, method = canonical.rpartition(".")
        if owner == fastapi.REQUEST and method in fastapi.REQUEST_DATA:
            source = fastapi.REQUEST_DATA[method]
            return frozenset({source}) if source in _CONTENT else NOTHING
        if owner == fastapi.UPLOAD and method in _UPLOAD_PARTS:
            return frozenset({"upload", "raw"}) if not call.args else NOTHING
        if method in _ALL_ROWS and _is_query_result(owner):
            return NOTHING if self._row_limits.is_limited(call, use) else frozenset({"rows"})
        if canonical == "builtins.min":
            given = [self.sources(argument, use) for argument in call.args]
            return NOTHING if len(given) > 1 and not all(given) else self._union(call.args, use)
        if canonical == "builtins.len":
            return frozenset({"length"}) if self._union(call.args, use) & _CONTENT else NOTHING
        if canonical not in _CONVERSIONS:
            return NOTHING
        return self._union(call.args, use) - ({"raw"} if canonical in _PARSERS else NOTHING)

    def of_call_site(self, scope: Scope, index: int) -> Sources:
        """The sources of a call's arguments and receiver."""
        known = self._call_sites.get((scope, index))
        if known is None:
            known = self._call_sites[scope, index] = self._of_call_site(scope, index) or NOTHING
        return known

    def _of_call_site(self, scope: Scope, index: int) -> Sources:
        call = scope.body.calls[index]
        use = self._inference.use_of_call(scope, index)
        found = self._union((*call.args, *(value for _, value in call.keywords)), use)
        if isinstance(call.func, ex.Attribute):
            found |= self.sources(call.func.value, use)
        return found

    def spread(self) -> None:
        """Follow calls until no parameter of the project gains a source any more."""
        of_calls = self._inference.mentions.of_calls
        origins = dict.fromkeys(scope for name in sorted(_GIVE_DATA) for scope in of_calls(name))
        queue = list(dict.fromkeys([*origins, *(scope for scope, _ in self.tainted)]))
        waiting = set(queue)
        while queue:
            scope = queue.pop()
            waiting.discard(scope)
            for family in (scope, *scope.children):
                self._bindings.pop(family, None)
                for reached in self._pass_on(family):
                    if reached not in waiting:
                        waiting.add(reached)
                        queue.append(reached)
        self._bindings.clear()  # what was remembered on the way knew only a part
        self._returned.clear()

    def _pass_on(self, scope: Scope) -> list[Scope]:
        """Give the sources of arguments to the parameters of the functions called; those that gained something."""
        gained: list[Scope] = []
        header = scope.header
        for index, call in enumerate(scope.body.calls):
            if call.block in header or not (call.args or call.keywords):
                continue
            targets = self._targets(scope, index, call)
            if not targets:
                continue
            use = self._inference.use_of_call(scope, index)
            given = (*call.args, *[value for _, value in call.keywords])
            known = [(argument, sources) for argument in given if (sources := self.sources(argument, use))]
            for target, is_bound, filled in targets if known else ():
                for argument, sources in known:
                    name = parameter_for(target, filled, argument, is_bound)
                    if name is not None and not sources <= self.tainted.get((target, name), NOTHING):
                        self.tainted[target, name] = self.tainted.get((target, name), NOTHING) | sources
                        self._returned.pop(target, None)
                        gained.append(target)
        return gained

    def handed(self, scope: Scope, index: int) -> Iterator[tuple[Expression, Scope, str]]:
        """The arguments of a call, with the functions and parameters that they fill, where these hold request data."""
        call = scope.body.calls[index]
        for target, is_bound, filled in self._targets(scope, index, call):
            for argument in (*call.args, *(value for _, value in call.keywords)):
                name = parameter_for(target, filled, argument, is_bound)
                if name is not None and (target, name) in self.tainted:
                    yield argument, target, name

    def _targets(self, scope: Scope, index: int, call: Call) -> list[tuple[Scope, bool, Call]]:
        """The functions that a call runs, whether their first parameter is bound already, and the call that fills them.

        Among them are those that it hands over: `to_thread(parse, body)` calls `parse(body)`.
        """
        run: list[tuple[Value, Call]] = []
        for callee in self._inference.callee(scope, index):
            if type(callee) is not LibraryValue:
                run.append((callee, call))
                continue
            runs = self._inference.catalog.runs(callee.name)
            if runs is not None and runs.argument is not None and runs.argument < len(call.args) and not runs.wraps:
                handed = call.args[runs.argument]
                rest = call.handed(runs.argument + 1)
                values = self._inference.infer(handed, self._inference.use_of_call(scope, index))
                run += ((value, rest) for value in values)
        called = ((_called(value, self._inference), filled) for value, filled in run) if run else ()
        return [(*target, filled) for target, filled in called if target is not None]


def _called(value: Value, inference: Inference) -> tuple[Scope, bool] | None:
    """The function that a callee runs, and whether its first parameter is already bound."""
    if isinstance(value, FunctionValue):
        return value.scope, value.receiver is not None
    if isinstance(value, ClassValue):
        member = inference.classes.member(value.scope, "__init__")
        function = member.function() if member else None
        return (function, False) if function is not None else None
    if isinstance(value, OffloadedValue):
        return _called(value.callee, inference)
    return None


_CARRIERS = (ex.Name, ex.Awaited, ex.CallResult, ex.Comprehension)
"""Expressions that can hand on what they got as it is."""


def _is_query_result(owner: str) -> bool:
    """True for the results of SQLAlchemy and the cursors of PEP 249, whose `all` and `fetchall` give every row."""
    package, _, name = owner.rpartition(".")
    return "Cursor" in name or package.partition(".")[0] in ("sqlalchemy", "sqlmodel")


def _calls_in(expression: Expression) -> list[int]:
    """Numbers of the calls in a default or annotation, at any depth that matters."""
    if isinstance(expression, ex.CallResult):
        return [expression.call]
    if isinstance(expression, ex.Subscript):
        return _calls_in(expression.key)
    if isinstance(expression, ex.Collection):
        return [c for e in expression.elements for c in _calls_in(e)]
    if isinstance(expression, ex.Operation):
        return [c for e in expression.operands for c in _calls_in(e)]
    return []


def _is_upload(value: object) -> bool:
    return isinstance(value, LibraryObject) and fastapi.canonical(value.name) == fastapi.UPLOAD

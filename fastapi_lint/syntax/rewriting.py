"""A fix in the making: edits of the very nodes that a rule has judged, and the imports that they need."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from io import StringIO
from itertools import accumulate, pairwise
from tokenize import generate_tokens
from typing import TYPE_CHECKING

import libcst as cst

from fastapi_lint.model.finding import Edit, Fix, Safety
from fastapi_lint.model.location import Location, Span
from fastapi_lint.syntax.imports.imports import Imports, imports_of
from fastapi_lint.syntax.listing import Item, stretch_of
from fastapi_lint.syntax.walk import collect

if TYPE_CHECKING:
    from fastapi_lint.model.dossier import Dossier
    from fastapi_lint.syntax.tree import Tree


class Rewriting:
    """Collects what a fix does; `done` gives the fix, or None if it cannot be made.

    Made with `site.fix(title)`. What is not edited stays as it is, to the byte.
    """

    def __init__(self, title: str, safety: Safety, tree: Tree, lines: Sequence[str], dossier: Dossier) -> None:
        self._title = title
        self._safety = safety
        self._tree = tree
        self._lines = lines
        self._dossier = dossier
        self._edits: dict[Edit, None] = {}
        self._targets: dict[str, None] = {}
        self._modules: dict[str, None] = {}
        self._is_refused = False

    # what the fix does

    def replace(self, node: cst.CSTNode, by: cst.CSTNode | str) -> Rewriting:
        """Put another node, or code, in the place of a node.

        A node replaces the old one with all that it owns: parentheses, comma, comments. So make it with
        `node.with_changes(…)` where these are to stay. Code replaces what is between the parentheses.
        """
        if isinstance(by, str):
            return self._edit(self._tree.positions.span(node), by)
        printer = self._tree.printer
        return self._edit(printer.span(node), printer.written(by, node))

    def wrap(self, node: cst.CSTNode, before: str, after: str = "") -> Rewriting:
        """Put code before and after a node: `await ` before a call."""
        span = self._tree.positions.span(node)
        if before:
            self._edit(Span(span.line, span.column, span.line, span.column), before)
        if after:
            self._edit(Span(span.end_line, span.end_column, span.end_line, span.end_column), after)
        return self

    def remove_item(self, items: Sequence[Item], index: int) -> Rewriting:
        """Take one of several items away, with its comma and its line; comments stay."""
        tree = self._tree
        return self._edit(tree.printer.stretch(*stretch_of(items, index, tree.positions, tree.printer)), "")

    def insert_above(self, code: str) -> Rewriting:
        """Put code above the definition and its decorators, indented as these are; a class for its annotation, say.
        Comments that stand right above these stay with them."""
        line = self._dossier.location.span.line
        text = self._lines[line - 1]
        indentation = text[: len(text) - len(text.lstrip())]
        while line > 1 and self._lines[line - 2].startswith(f"{indentation}#"):
            line -= 1
        lines = [indentation + each if each.strip() else "" for each in code.strip("\n").split("\n")]
        gap = "\n\n\n" if not indentation else "\n\n"
        return self._edit(Span(line, 1, line, 1), "\n".join(lines) + gap)

    def declare_return(self, function: cst.FunctionDef, annotation: str) -> Rewriting:
        """Give a function a return annotation."""
        printer = self._tree.printer
        start = printer.offsets(function.name)[1]
        end = _end_of_parameters(printer.code[start:])
        if function.returns is not None or end is None:
            return self.refuse()
        return self._edit(printer.stretch(start + end, start + end), f" -> {annotation}")

    def declare_parameter(self, function: cst.FunctionDef, parameter: str) -> Rewriting:
        """Give a function one more parameter, the first after `self` or `cls`."""
        given = function.params.params
        is_method = bool(given) and given[0].name.value in ("self", "cls") and given[0].annotation is None
        if function.params.posonly_params or (is_method and len(given) == 1):
            return self.refuse()
        if given:
            return self.wrap(given[int(is_method)], f"{parameter}, ")
        printer = self._tree.printer
        start = printer.offsets(function.name)[1]
        opening = printer.code.index("(", start) + 1  # after the parameters of its types, which hold no parentheses
        is_empty = _end_of_parameters(printer.code[start:]) == opening - start + 1
        if function.type_parameters is not None or not is_empty:
            return self.refuse()
        return self._edit(printer.stretch(opening, opening), parameter)

    def declare_plain(self) -> Rewriting:
        """Declare the function of the site with `def` in place of `async def`."""
        line = self._dossier.line
        found = _ASYNC.match(self._lines[line - 1])
        if found is None:
            return self.refuse()
        return self._edit(Span(line, found.start(1) + 1, line, found.end(1) + 1), "")

    def hand_over(self, call: cst.Call, to: str) -> Rewriting:
        """`to(f, a)` in place of the call `f(a)`: `await run_in_threadpool(load, 1)` for `load(1)`."""
        printer = self._tree.printer
        start, end = self._tree.positions.offsets(call)[0], printer.offsets(call.func)[1]
        opening = end + len(self._tree.module.code_for_node(call.whitespace_after_func)) + 1
        gap = printer.code[opening : printer.offsets(call.args[0])[0]] if call.args else ""
        is_broken = "\n" in gap
        is_free = is_broken and not gap.strip()
        self._edit(printer.stretch(start, start), f"{to}({gap if is_free else ''}")
        return self._edit(printer.stretch(end, opening), "" if not call.args else "," if is_broken else ", ")

    def edit(self, span: Span, replacement: str) -> Rewriting:
        """Put a text in the place of what is at a span of the file."""
        return self._edit(span, replacement)

    # names that it needs

    def name(self, target: str, *same: str, of_module: bool = False) -> str:
        """How to write what has a dotted name, such as `typing.Annotated`, at the head of this definition.

        If nothing that runs has imported it (or one of `same`, other names for the same thing), an import is added; if
        its name is taken, that of its module, which comes first with `of_module`. Where neither is possible there is
        no fix.
        """
        imports, line = self._imports, self._dossier.location.span.line
        known = imports.known((target, *same), line)
        module, _, last = target.rpartition(".")
        if known is not None:
            return known
        if imports.has_stars:
            self.unsafe()  # what they bring may be called the same
        if of_module and imports.is_free(module, line):
            self._modules[module] = None
            return f"{module}.{last}"
        if imports.may_be_added(target, line):
            self._targets[target] = None
            return last
        if imports.is_free(module.partition(".")[0], line):
            self._modules[module] = None
            return f"{module}.{last}"
        self._is_refused = True
        return last

    def can_be_evaluated(self, annotation: cst.BaseExpression) -> bool:
        """True if what reads annotations at run time gets a type from this one, or from what is put into one.

        One that is evaluated late, being a string or after `from __future__ import annotations`, may speak of names of
        the module alone, and not of what is imported for type checkers only.
        """
        if not self._imports.defers_annotations and not isinstance(annotation, cst.SimpleString):
            return True
        return self.is_global(annotation)

    @property
    def defers_annotations(self) -> bool:
        """True if the module's annotations are evaluated late: `from __future__ import annotations`."""
        return self._imports.defers_annotations

    def is_global(self, expression: cst.BaseExpression, *, strings: bool = True) -> bool:
        """True if an expression speaks of names alone that the module has bound before, and of builtins; what is quoted
        within counts as well, if that is wanted."""
        line = self._dossier.location.span.line
        return all(self._imports.is_global(name, line) for name in _names_in(expression, strings=strings))

    # how it ends

    def unsafe(self) -> Rewriting:
        """Say that the fix may change what the program does."""
        self._safety = Safety.UNSAFE
        return self

    def refuse(self) -> Rewriting:
        """Say that there is no fix after all."""
        self._is_refused = True
        return self

    def done(self) -> Fix | None:
        """The fix; None if it was refused, or a name that it needs cannot be had."""
        if self._is_refused or not self._edits:
            return None
        line = self._dossier.location.span.line
        added = self._imports.added(tuple(self._targets), tuple(self._modules), line) if self._needs_imports else ()
        if added is None:
            return None
        for span, replacement in added:
            self._edit(span, replacement)
        edits = sorted(self._edits, key=lambda edit: edit.location)
        if not all(_are_apart(one.location.span, other.location.span) for one, other in pairwise(edits)):
            raise ValueError(f"two edits of the fix `{self._title}` touch one another")
        return Fix(self._title, self._safety, tuple(edits))

    @property
    def _needs_imports(self) -> bool:
        return bool(self._targets or self._modules)

    @cached_property
    def _imports(self) -> Imports:
        self._tree.looks_around = True
        return imports_of(tuple(self._lines), self._dossier.module, self._path.endswith("__init__.py"))

    @property
    def _path(self) -> str:
        return self._dossier.location.path

    def _edit(self, span: Span, replacement: str) -> Rewriting:
        self._edits[Edit(Location(self._path, span), replacement)] = None
        return self


def _end_of_parameters(code: str) -> int | None:
    """The number of characters up to the end of the list of parameters with which the code begins."""
    starts = [0, *accumulate(len(line) for line in code.splitlines(keepends=True))]
    depth = 0
    for token in generate_tokens(StringIO(code).readline):
        depth += (token.string in _OPENING) - (token.string in _CLOSING)
        if token.string == ")" and depth == 0:
            return starts[token.end[0] - 1] + token.end[1]
    return None


def _are_apart(before: Span, after: Span) -> bool:
    """True unless one of two stretches covers a part of the other, or their order is open."""
    end, start = (before.end_line, before.end_column), (after.line, after.column)
    is_open = start in ((before.line, before.column), (after.end_line, after.end_column))
    return end < start or (end == start and not is_open)


_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_ASYNC = re.compile(r"[ \t\f]*(async[ \t]+)def\b")
_WORD = re.compile(r"(?<![\w.])[^\W\d]\w*")


def _names_in(root: cst.CSTNode, *, strings: bool) -> set[str]:
    """The names that an expression reads, in strings too if wanted, unless these are data."""
    nodes, _ = collect(root, (cst.Name, cst.SimpleString, cst.Attribute, cst.Arg, cst.Subscript))
    data = [part for one in nodes if isinstance(one, cst.Subscript) for part in _data_in(one)]
    plain = {id(one) for part in data for one in collect(part, (cst.SimpleString,))[0]}
    others = {id(one.attr) for one in nodes if isinstance(one, cst.Attribute)}
    others |= {id(one.keyword) for one in nodes if isinstance(one, cst.Arg) and one.keyword is not None}
    found = {one.value for one in nodes if isinstance(one, cst.Name) and id(one) not in others}
    for one in nodes if strings else ():
        if isinstance(one, cst.SimpleString) and id(one) not in plain:
            found.update(_WORD.findall(str(one.evaluated_value)))
    return found


def _data_in(subscript: cst.Subscript) -> Sequence[cst.SubscriptElement]:
    """What in brackets is no type: the values of `Literal`, the metadata of `Annotated`."""
    kind = _last_word(subscript.value)
    return subscript.slice if kind == "Literal" else subscript.slice[1:] if kind == "Annotated" else ()


def _last_word(node: cst.BaseExpression) -> str:
    if isinstance(node, cst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, cst.Name) else ""

"""What is bound in a module and in the scopes within it, as far as one who adds a name must know."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from fastapi_lint.syntax.imports.outline import Definition, Outline, first_line

Statement: TypeAlias = ast.Import | ast.ImportFrom
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_NO_MERE_VALUES = (
    *(ast.stmt, ast.excepthandler, ast.match_case, ast.pattern, ast.withitem, ast.alias),
    *(ast.Name, ast.Tuple, ast.List, ast.Starred),
)
"""What may bind a name where no `:=` stands: of expressions those alone that something can be assigned to."""


class Imported(NamedTuple):
    """A name that an import binds at the top of a module.

    `written` is how what is imported is written (`a.b` for `import a.b`), `target` its dotted name. `is_plain`: the
    statement stands by itself; else it may not run (`if`), or another takes its place (`try`). `is_typing_only`: it
    does not run at all.
    """

    name: str
    written: str
    target: str
    statement: Statement
    alias: ast.alias
    is_plain: bool
    is_typing_only: bool
    suite: Sequence[ast.stmt]
    may_not_run: bool = False  # under a condition


class Names:
    """The names of a module. `module` is its dotted name."""

    def __init__(self, text: str, module: str, *, is_package: bool) -> None:
        self.module = module
        self._package = module if is_package else module.rpartition(".")[0]
        self._outline = Outline(text)
        self._has_walrus = ":=" in text
        self.imported: list[Imported] = []
        self.others: dict[str, int] = {}  # bound by anything else, and the line on which it is first
        self.stars: list[ast.ImportFrom] = []
        self._enclosing: dict[int, set[str]] = {}
        self._read(self.top)

    @property
    def top(self) -> list[ast.stmt]:
        """The statements of the module itself, of definitions the name alone."""
        return self._outline.top

    def module_of(self, statement: ast.ImportFrom) -> str:
        """The dotted name of the module that a statement imports from; as it is written above the top package."""
        if not statement.level:
            return statement.module or ""
        package = self._package.split(".") if self._package else []
        if statement.level > len(package):
            return "." * statement.level + (statement.module or "")
        base = package[: len(package) - statement.level + 1]
        return ".".join([*base, *([statement.module] if statement.module else [])])

    def relative(self, module: str) -> str | None:
        """How a module is written as seen from this one; None if the two have no package in common."""
        own, other = self._package.split("."), module.split(".")
        common = 0
        while common < min(len(own), len(other)) and own[common] == other[common]:
            common += 1
        if not self._package or not common:
            return None
        return "." * (len(own) - common + 1) + ".".join(other[common:])

    def hides(self, name: str, line: int) -> bool:
        """True if a name is bound in a function or class around a line. Most are not even mentioned there."""
        return self._outline.may_mention(name, line) and name in self.enclosing(line)

    def enclosing(self, line: int) -> set[str]:
        """The names that are bound in the functions and classes around a line."""
        if line not in self._enclosing:
            self._enclosing[line] = self._bound_around(line)
        return self._enclosing[line]

    def _bound_around(self, line: int) -> set[str]:
        found: set[str] = set()
        statements = self._outline.around(line)
        while True:
            around = [one for one in statements if first_line(one) <= line <= (one.end_lineno or 0)]
            inner = next(
                (one for one in _definitions(around) if first_line(one) <= line <= (one.end_lineno or 0)), None
            )
            if inner is None:
                return found
            found |= self._bound_in(inner)
            statements = inner.body

    def _bound_in(self, definition: Definition) -> set[str]:
        found = {name for statement in definition.body for name in self._stored(statement)}
        if isinstance(definition, ast.ClassDef):
            return found
        arguments = definition.args
        given = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
        return found | {argument.arg for argument in given if argument is not None}

    def _stored(self, node: ast.AST) -> Iterator[str]:
        return _stored(node, ast.AST if self._has_walrus else _NO_MERE_VALUES)

    def _read(
        self,
        body: Sequence[ast.stmt],
        *,
        is_plain: bool = True,
        is_typing_only: bool = False,
        may_not_run: bool = False,
    ) -> None:
        for statement in body:
            if isinstance(statement, ast.Import | ast.ImportFrom):
                found = self._imported(statement)
                for name, written, target, alias in found:
                    self.imported.append(
                        Imported(name, written, target, statement, alias, is_plain, is_typing_only, body, may_not_run)
                    )
            elif isinstance(statement, ast.If):
                is_typing = is_type_checking(statement.test)
                self._note(statement.test, statement.lineno)
                self._read(
                    statement.body,
                    is_plain=False,
                    is_typing_only=is_typing_only or is_typing,
                    may_not_run=may_not_run or not is_typing,
                )
                self._read(statement.orelse, is_plain=False, is_typing_only=is_typing_only, may_not_run=True)
            elif isinstance(statement, ast.Try | ast.TryStar):
                handlers = [one for handler in statement.handlers for one in handler.body]
                for handler in statement.handlers:
                    if handler.name:
                        self.others.setdefault(handler.name, handler.lineno)
                for suite in (statement.body, handlers, statement.orelse, statement.finalbody):
                    self._read(suite, is_plain=False, is_typing_only=is_typing_only, may_not_run=may_not_run)
            else:
                self._note(statement, statement.lineno)

    def _note(self, node: ast.AST, line: int) -> None:
        for name in self._stored(node):
            self.others.setdefault(name, line)

    def _imported(self, statement: Statement) -> Iterator[tuple[str, str, str, ast.alias]]:
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                yield alias.asname or alias.name.partition(".")[0], alias.asname or alias.name, alias.name, alias
            return
        module = self.module_of(statement)
        for alias in statement.names:
            if alias.name == "*":
                self.stars.append(statement)
            else:
                name = alias.asname or alias.name
                yield name, name, f"{module}.{alias.name}", alias


def is_type_checking(test: ast.expr) -> bool:
    """True for `TYPE_CHECKING`, `typing.TYPE_CHECKING`."""
    last = test.attr if isinstance(test, ast.Attribute) else test.id if isinstance(test, ast.Name) else ""
    return last == "TYPE_CHECKING"


def _definitions(statements: Sequence[ast.AST]) -> Iterator[Definition]:
    """The outermost functions and classes among these statements and in their suites."""
    stack = list(statements)
    while stack:
        node = stack.pop()
        if isinstance(node, Definition):
            yield node
        elif not isinstance(node, ast.expr):
            stack.extend(ast.iter_child_nodes(node))


def _stored(root: ast.AST, looked_into: type[ast.AST] | tuple[type[ast.AST], ...]) -> Iterator[str]:
    """The names that a statement or expression binds in the scope that it stands in."""
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from (alias.asname or alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            yield node.name
        elif isinstance(node, ast.MatchMapping) and node.rest:
            yield node.rest
        if isinstance(node, _SCOPES):
            if not isinstance(node, ast.Lambda):
                yield node.name
            continue
        children = ast.iter_child_nodes(node)
        if isinstance(node, _COMPREHENSIONS):  # its variables are its own
            children = iter([child for child in children if not isinstance(child, ast.comprehension)])
        stack.extend([child for child in children if isinstance(child, looked_into)])

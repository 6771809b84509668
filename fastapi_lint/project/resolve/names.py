"""Names: what an identifier refers to, following imports, re-exports and star imports across modules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from fastapi_lint.model import expression as ex
from fastapi_lint.model.facts import Binding, BlockKind, DefinitionTarget, ImportTarget
from fastapi_lint.project.resolve.exports import Exports
from fastapi_lint.project.resolve.modules import Module, ModuleTable
from fastapi_lint.project.resolve.scopes import HEADER, Scope, before, is_narrowing, reaching
from fastapi_lint.project.resolve.values import (
    BoundName,
    BoundParameter,
    ClassValue,
    FunctionValue,
    LibraryValue,
    ModuleValue,
    PackageValue,
    Target,
    TypeVariable,
)

BUILTINS = frozenset(dir(__import__("builtins")))
END_OF_FILE = (1 << 30, 0)
_NOT_ASKED: tuple[Target, ...] = (LibraryValue("?"),)
"""Stands for the meaning of a name that nobody has asked for."""


class Use(Struct, frozen=True, gc=False):
    """Where a name is used: a place in a block of a scope. A use sees the bindings that reach it."""

    scope: Scope
    block: int
    place: tuple[int, int]

    @staticmethod
    def anywhere(scope: Scope) -> Use:
        """A use after everything in the scope has run, such as from another function or module."""
        return Use(scope, 0, END_OF_FILE)


class Names:
    """Resolves names to definitions, library names, parameters or bindings."""

    def __init__(self, table: ModuleTable, scopes: dict[str, list[Scope]]) -> None:
        self._table = table
        self._scopes = scopes
        self._members: dict[tuple[str, str], tuple[Target, ...]] = {}
        self._exports = Exports(table, scopes)

    def module_scope(self, module: Module) -> Scope:
        """The scope of a module's own statements."""
        return self._scopes[module.path][0]

    def lookup(self, name: str, use: Use) -> tuple[Target, ...]:
        """What a name refers to at a place; empty if it is not bound anywhere."""
        scope, block = use.scope, use.block
        if block:
            parent = scope.parent
            if parent is not None and (block == HEADER or block in scope.header):
                return self._lookup_around(name, scope, parent)
        known = scope.meanings.get(name, _NOT_ASKED)
        if known is _NOT_ASKED:
            return self._first_lookup(name, use)
        return self._at_place(name, use) if known is None else known

    def _lookup_around(self, name: str, scope: Scope, parent: Scope) -> tuple[Target, ...]:
        """What a name refers to in the header of a scope."""
        if name in scope.definition.type_parameters:
            return (TypeVariable(f"{scope.id}[{name}]"),)
        known = parent.meanings.get(name)
        return self.lookup(name, Use(parent, 0, scope.start)) if known is None else known

    def _first_lookup(self, name: str, use: Use) -> tuple[Target, ...]:
        """Looks a name up that nobody has yet asked for in this scope."""
        scope = use.scope
        if name in scope.definition.type_parameters:
            return (TypeVariable(f"{scope.id}[{name}]"),)
        meaning = self._meaning(name, use)
        scope.meanings[name] = meaning
        return self._at_place(name, use) if meaning is None else meaning

    def _meaning(self, name: str, use: Use) -> tuple[Target, ...] | None:
        """What a name means everywhere in the scope: most are bound once, or elsewhere. None if the place decides."""
        scope = use.scope
        body = scope.body
        if scope.has_lambdas and any(p.name == name for block in body.blocks for p in block.parameters):
            return None
        bindings = scope.bindings.get(name)
        if bindings is None:
            if scope.parent is None or name in scope.parameters:
                return self._at_place(name, use)
            return self._around(scope.parent, name) or self._of_library_star(scope.module, name)
        if len(bindings) > 1 or scope.is_class or name in scope.narrowed or name in scope.parameters:
            return None
        if name in body.globals or name in body.nonlocals:
            return None
        if body.blocks[bindings[0].block].kind is BlockKind.COMPREHENSION:
            return None
        if scope.parent is None:
            return self._at_place(name, use)
        return (*self.follow(scope, bindings[0]), *self._lent(scope, name))

    def _at_place(self, name: str, use: Use) -> tuple[Target, ...]:
        scope = use.scope
        if scope.parent is None:
            found = self.member(scope, name, use)
            return found or self._builtin(name) or self._of_library_star(scope.module, name)
        own = self._lookup_own(name, use)
        if own is not None:
            return own
        found = self._around(scope.parent, name)
        if not found and scope.is_class:
            # A forward reference in the annotations of a class may mean what stands further down in it.
            found = self._followed(scope, scope.bindings.get(name, []))
        return found or self._of_library_star(scope.module, name)

    def _around(self, scope: Scope, name: str) -> tuple[Target, ...]:
        """What a name means in definitions within the scope that do not bind it; not what a star import gives."""
        known = scope.within.get(name)
        if known is None:
            known = scope.within[name] = self._find_around(scope, name)
        return known

    def _find_around(self, scope: Scope, name: str) -> tuple[Target, ...]:
        if scope.parent is None:
            return self.member(scope, name) or self._builtin(name)
        found = None if scope.is_class else self._lookup_own(name, Use.anywhere(scope))
        if found is not None:
            return found
        if name in scope.definition.type_parameters:
            return (TypeVariable(f"{scope.id}[{name}]"),)
        return self._around(scope.parent, name)

    @staticmethod
    def _builtin(name: str) -> tuple[Target, ...]:
        return (LibraryValue(f"builtins.{name}"),) if name in BUILTINS else ()

    def _of_library_star(self, module: Module, name: str) -> tuple[Target, ...]:
        """A name that nothing else explains: the library's that is the only one star-imported here."""
        libraries = self._exports.library_stars(module)
        return (LibraryValue(f"{next(iter(libraries))}.{name}"),) if len(libraries) == 1 else ()

    def _lookup_own(self, name: str, use: Use) -> tuple[Target, ...] | None:
        """What the name refers to if it is local to this very scope, else None."""
        scope = use.scope
        if scope.is_module:
            return None
        body = scope.body
        if name in body.globals or name in body.nonlocals:
            return self._rebound(scope, name, use)
        if scope.has_lambdas:
            for index in scope.block_chain(use.block):
                if any(parameter.name == name for parameter in body.blocks[index].parameters):
                    return (BoundParameter(scope, f"<lambda {index}>.{name}"),)
        bindings = self._visible(scope, name, use)
        if len(bindings) == 1 and scope.is_function and name not in scope.parameters and not scope.lent:
            return self.follow(scope, bindings[0])  # as most
        if bindings and scope.is_class and not any(before(b, use.place) for b in bindings):
            return None  # a class body sees the names around it until it binds them itself
        if bindings:
            found: list[Target] = []
            for binding in reaching(scope, bindings, use.block, use.place):
                found.extend(self.follow(scope, binding))
            if name in scope.parameters and not self._is_certain(scope, bindings, use):
                found.append(BoundParameter(scope, name))
            return (*found, *self._lent(scope, name))
        if name in scope.parameters:
            return (BoundParameter(scope, name), *self._lent(scope, name))
        return None

    def _rebound(self, scope: Scope, name: str, use: Use) -> tuple[Target, ...] | None:
        """A name of `global` or `nonlocal`: what this very function bound before the use, if it surely did."""
        bindings = scope.bindings.get(name)
        if not bindings or not self._is_certain(scope, bindings, use):
            return None
        return self._followed(scope, reaching(scope, bindings, use.block, use.place))

    def _lent(self, scope: Scope, name: str) -> tuple[Target, ...]:
        """What functions within bind the name to, by `global` or `nonlocal`."""
        lent = scope.lent.get(name)
        return tuple(target for inner, binding in lent for target in self.follow(inner, binding)) if lent else ()

    def _followed(self, scope: Scope, bindings: Sequence[Binding]) -> tuple[Target, ...]:
        return tuple(target for binding in bindings for target in self.follow(scope, binding))

    @staticmethod
    def _visible(scope: Scope, name: str, use: Use) -> Sequence[Binding]:
        """The bindings of a name in a scope, those of comprehensions only from inside them.

        What stands in code that never runs (or only for type checkers) counts where there is nothing else.
        """
        bindings = scope.bindings.get(name)
        if not bindings:
            return []
        blocks = scope.body.blocks
        is_narrowed = name in scope.narrowed
        if len(bindings) == 1 and not is_narrowed:
            only = bindings[0].block
            is_inner = blocks[only].kind is BlockKind.COMPREHENSION and only not in scope.block_chain(use.block)
            return [] if is_inner else bindings
        known = scope.visible.get(name)
        if known is not None:
            return known
        if is_narrowed:
            around = scope.block_chain(use.block)
            bindings = [b for b in bindings if not is_narrowing(b) or (b.block in around and before(b, use.place))]
        if len(bindings) > 1:
            bindings = [b for b in bindings if blocks[b.block].reachable or scope.is_for_types(b.block)] or bindings
        if any(blocks[b.block].kind is BlockKind.COMPREHENSION for b in bindings):
            chain = scope.block_chain(use.block)
            inner = [b for b in bindings if blocks[b.block].kind is BlockKind.COMPREHENSION and b.block in chain]
            return inner or [b for b in bindings if blocks[b.block].kind is not BlockKind.COMPREHENSION]
        if not is_narrowed:
            scope.visible[name] = bindings
        return bindings

    @staticmethod
    def _is_certain(scope: Scope, bindings: Sequence[Binding], use: Use) -> bool:
        """True if one of the bindings surely ran before the use, so that the parameter's own value is gone."""
        chain = set(scope.block_chain(use.block))
        return any(before(b, use.place) and b.block in chain for b in bindings)

    def member(self, module_scope: Scope, name: str, use: Use | None = None) -> tuple[Target, ...]:
        """What a module exports under a name: a binding, a re-export, a star import or a submodule."""
        key = (module_scope.module.path, name)
        if use is None or (use.block, use.place) == (0, END_OF_FILE):
            if key not in self._members:
                self._members[key] = ()  # a cycle of imports ends here
                self._members[key] = self._member(module_scope, name, Use.anywhere(module_scope))
            return self._members[key]
        return self._member(module_scope, name, use)

    def _member(self, scope: Scope, name: str, use: Use) -> tuple[Target, ...]:
        bindings = self._visible(scope, name, use)
        if bindings:
            found = self._followed(scope, reaching(scope, bindings, use.block, use.place))
            if found or name in scope.lent:
                return tuple(dict.fromkeys((*found, *self._lent(scope, name))))
        elif name in scope.lent:
            return tuple(dict.fromkeys(self._lent(scope, name)))
        for star in reversed(scope.bindings.get("*", ())):
            if isinstance(star.value, ImportTarget):
                through = self._star_member(scope.module, star.value, name)
                if through:
                    return through
        lazily = tuple(self._lazily(scope, name))
        if not lazily and scope.module.is_package:
            return self._module(f"{scope.module.name}.{name}", scope.module)
        return lazily

    def _lazily(self, module: Scope, name: str) -> Iterator[Target]:
        """What a module's `__getattr__` gives for this very name: `if name == "service": return Service()`."""
        for bound in module.bindings.get("__getattr__", ()):
            if type(bound.value) is not DefinitionTarget:
                continue
            hook = self._scopes[module.module.path][bound.value.definition]
            definition, blocks = hook.definition, hook.body.blocks
            if not hook.is_function or not definition.parameters:
                continue
            asked = ex.Operation("==", (ex.Name(definition.parameters[0].name), ex.Constant(name, "str")))
            for given in definition.body.outcomes:
                if given.kind != "return" or given.value is None:
                    continue
                around = (blocks[index] for index in hook.block_chain(given.block))
                if any(block.kind is BlockKind.IF and block.expression == asked for block in around):
                    place = (given.line, given.column)
                    yield BoundName(hook, Binding(name, given.value, None, *place, given.block, 0, given.column))

    def _star_member(self, importer: Module, target: ImportTarget, name: str) -> tuple[Target, ...]:
        absolute = ModuleTable.absolute(importer, target.level, target.module)
        module = self._table.find(absolute, importer) if absolute else None
        if module is None or module.path == importer.path:
            return ()
        exported = self._exports.of(module)
        if name.startswith("_") if exported is None else name not in exported:
            return ()
        return self.member(self.module_scope(module), name)

    def follow(self, scope: Scope, binding: Binding) -> tuple[Target, ...]:
        """What a binding refers to, imports and definitions followed."""
        value = binding.value
        if type(value) is DefinitionTarget:
            target = self._scopes[scope.module.path][value.definition]
            return (ClassValue(target),) if target.is_class else (FunctionValue(target),)
        if type(value) is ImportTarget:
            return self.imported(scope.module, value)
        return (BoundName(scope, binding),)

    def imported(self, importer: Module, target: ImportTarget) -> tuple[Target, ...]:
        """What an import statement binds."""
        absolute = ModuleTable.absolute(importer, target.level, target.module)
        if absolute is None:
            return ()
        if target.name is None:
            found = self._module(absolute, importer)
            return found or (() if self._table.owns(absolute) else (LibraryValue(absolute),))
        module = self._table.find(absolute, importer)
        if module is not None:
            found = self.member(self.module_scope(module), target.name)
            found = found or self._module(f"{absolute}.{target.name}", importer)
            return found or self._of_library_star(module, target.name)
        if self._table.is_package(absolute):
            found = self._module(f"{absolute}.{target.name}", importer)
            if found:
                return found
        owned = target.level or self._table.owns(f"{absolute}.{target.name}")
        return () if owned else (LibraryValue(f"{absolute}.{target.name}"),)

    def _module(self, name: str, importer: Module) -> tuple[Target, ...]:
        module = self._table.find(name, importer)
        if module is not None:
            return (ModuleValue(module),)
        return (PackageValue(name),) if self._table.is_package(name) else ()

    def member_of_package(self, name: str, attribute: str, importer: Module) -> tuple[Target, ...]:
        """A submodule of a namespace package."""
        return self._module(f"{name}.{attribute}", importer)

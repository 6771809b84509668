"""The machine that runs set-up code: its parts, its frames, and the limits that keep it finite."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi_lint.model.expression import Expression
from fastapi_lint.project.assembly.attributes import Attributes
from fastapi_lint.project.assembly.calling import Calling
from fastapi_lint.project.assembly.construction import Construction
from fastapi_lint.project.assembly.decorating import Decorating
from fastapi_lint.project.assembly.evaluation import Evaluation
from fastapi_lint.project.assembly.execution import Execution
from fastapi_lint.project.assembly.files import Files
from fastapi_lint.project.assembly.framework import Framework
from fastapi_lint.project.assembly.iterating import Iterating
from fastapi_lint.project.assembly.library import LibraryCalls
from fastapi_lint.project.assembly.limits import MOST_STEPS, MOST_STEPS_OF_BODY
from fastapi_lint.project.assembly.objects import (
    NONE,
    Alternatives,
    Class,
    Frame,
    Function,
    Instance,
    Module,
    Value,
)
from fastapi_lint.project.assembly.relevance import Relevance
from fastapi_lint.project.assembly.spot import Spot
from fastapi_lint.project.assembly.texts import Texts
from fastapi_lint.project.assembly.translation import Translation
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.names import Use
from fastapi_lint.project.resolve.scopes import Scope


class Machine:
    """Runs modules and functions. Parts: `evaluation`, `calling`, `execution`, `attributes`, `framework` …"""

    def __init__(self, inference: Inference, relevance: Relevance, scopes: dict[str, list[Scope]]) -> None:
        self.inference = inference
        self.relevance = relevance
        self.scopes = scopes
        self.evaluation = Evaluation(self)
        self.calling = Calling(self)
        self.construction = Construction(self)
        self.decorating = Decorating(self)
        self.execution = Execution(self)
        self.attributes = Attributes(self)
        self.framework = Framework(self)
        self.files = Files(self)
        self.library = LibraryCalls(self)
        self.iterating = Iterating(self)
        self.texts = Texts(self)
        self.translation = Translation(self)
        self.depth = 0
        self.steps_in_all = MOST_STEPS
        self.steps_left = 0
        self.is_reached = True
        self.is_idle = False
        self.cut_short: dict[tuple[Scope, int, int], None] = {}  # loops that a limit ended, by their place
        self.imported = ""  # path of the module that runs now
        self.unlikely = 0  # branches around what runs now that settings turn off by default
        self.imports_framework = _imports_framework(scopes)
        self.ran: set[Scope] = set()
        self._modules: dict[str, Frame] = {}
        self.classes: dict[Scope, Class] = {}
        self.instances: dict[Scope, list[Instance]] = {}

    def module_frame(self, scope: Scope) -> Frame:
        """The frame of a module, whose statements are run when it is first asked for."""
        module_scope = scope.module_scope
        frame = self._modules.get(module_scope.module.path)
        if frame is None:
            frame = self._modules[module_scope.module.path] = Frame(module_scope, None)
            frame.is_running = True
            self._run_fresh(frame)
            frame.is_running = False
        return frame

    def _run_fresh(self, frame: Frame) -> None:
        """A module may be imported in the middle of anything: how deep that is says nothing about the module."""
        depth, self.depth = self.depth, 0
        outer, self.imported = self.imported, frame.scope.module.path
        with self.at_most(MOST_STEPS_OF_BODY, afresh=True):
            self.execution.run_body(frame)
        self.depth, self.imported = depth, outer

    def idle(self) -> None:
        """The set-up code has run; what is asked from now on has limits of its own."""
        self.is_idle = True
        self.steps_left = MOST_STEPS
        self.calling.allow_put_off()

    @contextmanager
    def at_most(self, steps: int, afresh: bool = False) -> Iterator[None]:
        """Limits what is run within. `afresh`: whatever the limit around it is, the limit of all apart."""
        around = self.steps_left
        self.steps_left = given = min(steps, self.steps_in_all if afresh else around)
        try:
            yield
        finally:
            used = given - self.steps_left
            if afresh:
                self.steps_in_all -= used
                self.steps_left = around
            else:
                self.steps_left = around - used

    def module(self, scope: Scope) -> Module:
        """A module as a value."""
        return Module(scope.module_scope)

    def function(self, scope: Scope) -> Function:
        """A function of which only the definition is known: in the frame of its module, or of its class's."""
        return Function(scope, self.frame_around(scope))

    def frame_around(self, scope: Scope) -> Frame:
        """A frame in which a definition may have been made: nothing is known of the functions around it."""
        parent = scope.parent
        if parent is None or parent.is_module:
            return self.module_frame(scope)
        if parent.is_class:
            cls = self.class_of(parent)
            return self.class_body(cls)
        return Frame(parent, self.frame_around(parent))

    def class_of(self, scope: Scope) -> Class:
        """The class made latest by a definition."""
        if scope not in self.classes:
            frame = self.frame_around(scope)
            if scope not in self.classes:
                self.classes[scope] = Class(scope, frame)
        return self.classes[scope]

    def class_body(self, cls: Class) -> Frame:
        """The frame of a class's own statements, which are run when it is first asked for."""
        if cls.body is None:
            cls.body = Frame(cls.scope, cls.frame)
            self.execution.run_body(cls.body)
        return cls.body

    def as_likely_as_here(self, value: Value) -> Value:
        """A value that is put into a list here: in a branch that is off by default, by default there is none."""
        return Alternatives((NONE, value), by_default=True) if self.unlikely else value

    def submodules(self, package: Scope) -> list[tuple[str, bool]]:
        """The modules right below a package, by name; whether each is a package itself."""
        prefix = package.module.name + "."
        found: dict[str, bool] = {}
        for group in self.scopes.values():
            name = group[0].module.name
            if name.startswith(prefix):
                first, _, rest = name[len(prefix) :].partition(".")
                found[first] = found.get(first, False) or bool(rest) or group[0].module.is_package
        return sorted(found.items())

    def evaluate(self, expression: Expression, use: Use) -> Value:
        """What an expression stands for at a place outside of all running code: in its module, or in a function's
        header."""
        scope = use.scope
        frame = self.frame_around(scope) if scope.in_header(use.block) or scope.is_function else None
        if frame is None:
            frame = self.class_body(self.class_of(scope)) if scope.is_class else self.module_frame(scope)
        elif not scope.in_header(use.block):
            frame = Frame(scope, frame)
        return self.evaluation.evaluate(expression, Spot(scope, frame, use.block, use.place))


def _imports_framework(scopes: dict[str, list[Scope]]) -> bool:
    """True if any module imports FastAPI or Starlette."""
    for group in scopes.values():
        for bindings in group[0].bindings.values():
            for binding in bindings:
                if getattr(binding.value, "module", "").partition(".")[0] in ("fastapi", "starlette"):
                    return True
    return False

"""Views of the route table, as reports and other programs get it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from fastapi_lint.model import expression as ex
from fastapi_lint.model.effect import Thread
from fastapi_lint.model.facts import Call
from fastapi_lint.model.role import Role
from fastapi_lint.model.route import DependencyView, EndpointView, RouterView, RouteView
from fastapi_lint.project.assembly.objects import Value
from fastapi_lint.project.flow.text import text_of
from fastapi_lint.project.resolve.inference import Inference
from fastapi_lint.project.resolve.parameters import header_use
from fastapi_lint.project.resolve.scopes import Scope
from fastapi_lint.project.resources.mapped import Mapped
from fastapi_lint.project.web.call_index import Site
from fastapi_lint.project.web.mounts import MountCall
from fastapi_lint.project.web.route_effects import RouteEffects
from fastapi_lint.project.web.route_tree import Node
from fastapi_lint.project.web.schemes import Schemes
from fastapi_lint.project.web.statuses import status_given
from fastapi_lint.project.web.surface import Dependency, Route

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project

_SERVING = Role.HANDLER | Role.WEBSOCKET


class _Inherited(NamedTuple):
    """What the routers above a route add to it."""

    tags: tuple[str, ...] = ()
    in_schema: bool = True


class RouteViews:
    """Makes the views from what the project knows."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._routes = project.routes
        routers = project.surface.routers
        assert routers is not None, "the surface of a project comes with its routers"
        self._routers = routers
        self._machine = routers.assembly.machine
        self._tree = project.surface.tree
        self._effects = RouteEffects(project)
        self._schemes = Schemes(project.surface, self._machine)
        self._mapped = Mapped(project.inference)
        self._has_applications = any(app.events for app in routers.applications)
        self._included: dict[Site, set[str]] = {}  # by the calls that make them
        for edge in routers.inclusions:
            self._included.setdefault(routers.all[edge.child].site, set()).add(edge.child)
        self._threads: dict[int, Thread] = {}
        for entry in project.surface.entry_points:
            for number in entry.routes if entry.role & _SERVING else ():
                self._threads[number] = self._threads.get(number, Thread.NONE) | entry.thread

    def all(self) -> tuple[RouterView, ...]:
        """The applications in matching order, and last, if there is any, what no known application serves."""
        apps: list[RouterView] = []
        rest: list[RouteView | RouterView] = []
        for entry in self._tree.entries:
            if isinstance(entry, Node) and entry.router is not None and entry.router.kind == "application":
                view = self._node(entry, _Inherited())
                if entry.is_addition:
                    _add(apps, view)
                else:
                    apps.append(view)
            elif not self._is_copy(entry):
                rest += self._entry(entry, self._tree, _Inherited())
        lost = RouterView("application", "", "", "", None, "", tuple(rest))
        if any(lost.routes):
            apps.append(lost)
        return tuple(apps)

    def _is_copy(self, entry: int | MountCall | Node) -> bool:
        """True for a router that no application includes, and that there is for no application to include.

        It was made by a call that also made one that is served; or only in code that nothing calls, such as a factory
        of routers that the project offers and does not use.
        """
        router = entry.router if isinstance(entry, Node) else None
        if router is None or not self._has_applications:
            return False
        return not router.is_reached or bool(self._included.get(router.site, frozenset()) - {router.key})

    def _entry(self, entry: int | MountCall | Node, owner: Node, above: _Inherited) -> Iterator[RouteView | RouterView]:
        if isinstance(entry, Node):
            view = self._node(entry, above)
            if view.entries or view.kind == "application":
                yield view
        elif isinstance(entry, MountCall):
            yield self._mount(entry, owner)
        else:
            yield self._route(entry, above)

    def _node(self, node: Node, above: _Inherited) -> RouterView:
        router = node.router
        assert router is not None, "the root of the tree is no router"
        if node.edge is not None and node.edge.is_mount:
            above = _Inherited()
        elif node.edge is not None:
            above = self._with(above, node.edge.arguments)
        given = router.arguments
        if router.kind == "application":  # its tags go to no route
            given = {keyword: value for keyword, value in given.items() if keyword != "tags"}
        below = self._with(above, given)
        scope, call = router.site.scope, router.site.call
        return RouterView(
            kind=router.kind,
            name=_name(scope, router.site.number),
            module=scope.module.name,
            path=scope.module.path,
            line=call.span.line,
            prefix=node.prefix,
            entries=tuple(view for entry in node.entries for view in self._entry(entry, node, below)),
        )

    def _with(self, above: _Inherited, arguments: dict[str, Value]) -> _Inherited:
        """What is inherited below a call that has `tags` and `include_in_schema`."""
        schema = arguments.get("include_in_schema")
        verdict = self._machine.evaluation.truth(schema) if schema is not None else None
        tags = self._machine.texts.list_of(arguments.get("tags"))
        return _Inherited((*above.tags, *tags), above.in_schema and verdict is not False)

    def _mount(self, mount: MountCall, owner: Node) -> RouteView:
        scope = mount.site.scope
        return RouteView(
            kind="mount",
            path=mount.path.text.rstrip("/"),
            methods=(),
            endpoint=None,
            dependencies=(),
            response_model=None,
            status_code=None,
            operation_id=None,
            include_in_schema=False,
            tags=(),
            thread=None,
            worst_effect=None,
            declared=(scope.module.path, mount.site.call.span.line),
            mounted=text_of(mount.app, scope),
        )

    def _route(self, number: int, above: _Inherited) -> RouteView:
        route = self._routes[number]
        registration = route.registration
        site = Site(registration.scope, registration.call)
        is_operation = route.kind == "http" and not registration.is_plain
        arguments = self._project.surface.arguments[number]
        own = self._with(above, arguments) if is_operation else _Inherited((), False)
        threads = self._threads.get(number, Thread.NONE)
        return RouteView(
            kind=route.kind,
            path=route.path,
            methods=route.methods,
            endpoint=_endpoint(route.endpoint),
            dependencies=tuple(map(dependency_view, route.dependencies)),
            response_model=self._response_model(route, site.call) if is_operation else None,
            status_code=status_given(arguments.get("status_code")) if is_operation else None,
            operation_id=self._operation_id(arguments.get("operation_id")) if is_operation else None,
            include_in_schema=own.in_schema,
            tags=own.tags,
            thread=threads.label if threads else None,
            worst_effect=self._effects.of(number),
            declared=(registration.scope.module.path, site.call.span.line),
            security=() if registration.is_plain else self._schemes.of(route),
            response_tables=self._response_tables(route, site.call) if is_operation else (),
        )

    def _response_tables(self, route: Route, call: Call) -> tuple[str, ...]:
        """The mapped classes in what FastAPI makes a response model of."""
        expression, use = route.response_model, Inference.use_of_call(route.registration.scope, route.registration.call)
        if expression is None and call.argument(None, "response_model") is None:
            expression, use = route.endpoint.definition.returns, header_use(route.endpoint)
        if expression is None:
            return ()
        declared = self._project.contracts.read_type(expression, use)
        classes = {one.scope for one in declared.walk() if one.scope is not None}
        return tuple(sorted(each.definition.name for each in classes if self._mapped.is_mapped(each)))

    def _response_model(self, route: Route, call: Call) -> str | None:
        """As written at the registration, else the return annotation where FastAPI makes a model of it."""
        if route.response_model is not None:
            return text_of(route.response_model, route.registration.scope)
        if call.argument(None, "response_model") is not None:
            return None
        views = self._project.contracts.annotation_views(route.endpoint)
        found = next((view.type.text for view in views if view.place == "return"), None)
        return None if found == "None" else found  # of `-> None` FastAPI makes no model

    def _operation_id(self, given: Value | None) -> str | None:
        text = self._machine.texts.of(given)
        return text.text if text.is_known and text.text else None


def _endpoint(scope: Scope) -> EndpointView:
    definition = scope.definition
    return EndpointView(scope.module.name, definition.qualname, scope.module.path, definition.line, definition.is_async)


def dependency_view(dependency: Dependency) -> DependencyView:
    """A dependency as reports get it."""
    scope, definition = dependency.scope, dependency.scope.definition
    is_lambda = bool(dependency.block)
    return DependencyView(
        module=scope.module.name,
        qualname=_qualname_of_lambda(scope, dependency.block) if is_lambda else definition.qualname,
        is_async=definition.is_async and not is_lambda,
        is_generator=definition.is_generator and not is_lambda,
        path=scope.module.path,
        line=definition.body.blocks[dependency.block].span.line if is_lambda else definition.line,
        depth=dependency.depth,
    )


def _qualname_of_lambda(scope: Scope, block: int) -> str:
    """As Python names it: what stands in the header of a definition is evaluated around it."""
    around = scope.parent if scope.in_header(block) and scope.parent is not None else scope
    if around.is_module:
        return "<lambda>"
    return f"{around.definition.qualname}{'.' if around.is_class else '.<locals>.'}<lambda>"


def _name(scope: Scope, number: int) -> str:
    """What holds the result of a call: `app`, `create_app.app`, `Server.app`; else what is around it, or the call."""
    result = ex.CallResult(number)
    body, around = scope.body, scope.definition.qualname
    for binding in body.bindings:
        if binding.value == result:
            return f"{around}.{binding.target}".lstrip(".")
    for attribute in body.attribute_bindings:
        if attribute.value == result:
            owner = around.rpartition(".")[0] if scope.is_method else around
            return f"{owner}.{attribute.attr}".lstrip(".")
    return around or text_of(result, scope)


def _add(apps: list[RouterView], view: RouterView) -> None:
    """Adds what another run of the call that makes an application adds to it."""
    number = next(
        n for n, app in enumerate(apps) if (app.path, app.line, app.name) == (view.path, view.line, view.name)
    )
    known = {entry.path for entry in apps[number].routes if entry.kind == "mount"}
    added = [
        entry
        for entry in view.entries
        if (any(entry.routes) if isinstance(entry, RouterView) else entry.kind != "mount" or entry.path not in known)
    ]
    apps[number] = apps[number]._replace(entries=(*apps[number].entries, *added))


def route_table(project: Project) -> tuple[RouterView, ...]:
    """The applications of a project with their routers and routes; what none is known to serve is last, without a name.

    Routes are in the order in which requests are matched.
    """
    return RouteViews(project).all()

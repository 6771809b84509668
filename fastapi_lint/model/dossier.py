"""Dossiers: all that the project knows about one site (DESIGN §2).

A dossier is frozen and plain, so a site's findings are a pure function of its slice and its dossier. The n-th call,
loop, `with` and annotation of the site's own part is the n-th of the tuples here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from fastapi_lint.model.effect import Effect, Thread
from fastapi_lint.model.facts import DefinitionKind
from fastapi_lint.model.later import telling
from fastapi_lint.model.location import Location, Span
from fastapi_lint.model.misuse import Misuse
from fastapi_lint.model.payload import EncodedView, PageView, ResponseClassView
from fastapi_lint.model.role import Role
from fastapi_lint.model.routing import RouteFault
from fastapi_lint.model.versions import Targets


class CallView(NamedTuple):
    """One call of the site: what it calls and what that does.

    `callee` is the dotted name of what is called (`app.services:Pricing.quote` for a definition of the project,
    `requests.get` for a library), or `` if it could not be resolved. `effects` has one effect a leaf kind, gravest
    first: what happens on the caller's own thread while the call runs; `failures` has what it raises where the thread
    has a running loop, or has none. `loop_depth` counts the loops around the call in this definition. `request_sources`
    says which arguments or receiver come from the request: "body", "upload", "json", "parameter";
    "raw" besides where it is all the bytes of a file. `given_to` is the number of the call that takes a coroutine or
    task at once, as one of its arguments.
    """

    callee: str
    span: Span
    effects: tuple[Effect, ...] = ()
    awaited: bool = False
    loop_depth: int = 0
    request_sources: tuple[str, ...] = ()
    has_size_argument: bool = False  # `.read(n)`, `.readline(n)`: bounded
    failures: tuple[Effect, ...] = ()
    held_across_await: bool = False  # `lock.acquire()`, an `await`, `lock.release()`
    captures: tuple[str, ...] = ()  # what it hands to something that may outlive the request, and what to
    gives: str = ""  # "coroutine", "task", "async-context" or "async-object", if it is not awaited on the spot
    given_to: int | None = None
    reads_content: bool = False  # of a request's body or an upload
    threadable: bool = False  # awaited in a worker thread it does the same, and the loop is free meanwhile

    @property
    def tells(self) -> bool:
        """True if there is more to tell than what it calls."""
        return bool(self.effects or self.failures or self.captures or self.gives or self.reads_content)

    @property
    def is_resolved(self) -> bool:
        """True if the callee is known."""
        return bool(self.callee)

    @property
    def request_sized(self) -> bool:
        """True if what it works on can be made large by a request."""
        return bool(self.request_sources)


class LoopView(NamedTuple):
    """A loop of the site (`for`, `while`, one comprehension clause) and what it costs.

    `trips` is the number of iterations of this loop alone if it is known (an upper bound), `bound` says where the
    number comes from: "constant", "request", "data" (a query, a file), "unknown". `cost` is the estimated number of
    iterations of the whole nest this loop stands in, itself included, taking 1,000 for a request-sized loop;
    `is_outermost` is True for the loop that a report should name. `suspends`: it awaits (or is an async loop), so that
    others get their turn.
    `effect` is set where the nest burns the CPU noticeably, or where iterating itself waits (a cursor, a generator).
    """

    kind: str  # "for", "while", "comprehension"
    ordinal: int
    span: Span
    trips: int | None
    bound: str
    depth: int
    cost: int
    is_outermost: bool
    suspends: bool
    effect: Effect | None = None


class ContextView(NamedTuple):
    """A `with` item of the site: what entering and leaving it does to the thread."""

    callee: str
    span: Span
    effects: tuple[Effect, ...]
    is_async: bool
    ordinal: int  # of the with statement
    awaits_inside: bool


class ReadView(NamedTuple):
    """An attribute read that runs code: a property with effects."""

    callee: str
    span: Span
    effects: tuple[Effect, ...]
    failures: tuple[Effect, ...] = ()


class TypeView(NamedTuple):
    """What an annotation means to FastAPI.

    `text` is the annotation as written, shortened. `bare` names the untyped container found in it, after aliases,
    `Optional`, unions and `Annotated` are looked through (`dict`, `list[dict]`, `Any` …), or ``. `through` is the name
    of the alias in which it hides, or ``. `unbounded`: a JSON array of models or values without a maximal length.
    `optional`: None is one of the things that it may be; `rejects_none`: it is known that None is not.
    """

    text: str
    bare: str = ""
    through: str = ""
    unbounded: bool = False
    optional: bool = False
    rejects_none: bool = False


class AnnotationView(NamedTuple):
    """One annotation of the site and what FastAPI does with it.

    `place` is where FastAPI takes it from: "body", "query", "path", "header", "cookie", "form", "file", "dependency",
    "special" (Request, Response …), "return", "response-model", "field" (of a model), "multipart-list" (a bare list,
    set or tuple parameter, which FastAPI reads as a multipart file), or "none" if FastAPI does not look at it.
    """

    target: str
    place: str
    type: TypeView
    span: Span
    has_default: bool = False
    explicit: str = ""  # `Body`, `Query` … if the place was chosen explicitly
    max_length: bool = False
    default_marker: str = ""  # `Query`, `Depends` … if that, and no other one, is given as the default value
    has_metadata: bool = False  # `Annotated` with anything in it, also behind a name
    ellipses: tuple[Span, ...] = ()  # markers and defaults here that say `...`: the call, or the annotation
    default_is_told: bool = False  # its arguments are known: it is made by FastAPI's own function
    default_is_none: bool = False  # `= None`, `= Query(None)`
    proposal: str = ""  # the name of a model that can take the place of a dictionary


View: TypeAlias = CallView | LoopView | ContextView | ReadView | AnnotationView
"""What a dossier says of one node of its site."""


class DecoratorView(NamedTuple):
    """A route decorator or registration of the site: its keyword arguments that matter, as source text."""

    method: str
    path: str
    span: Span
    response_model: TypeView | None
    response_model_span: Span | None
    response_class: str
    repeats_return: bool = False  # the response model is what the return annotation says anyway


class UntypedView(NamedTuple):
    """A parameter without an annotation that FastAPI takes from the query string, as it does with all such, unless a
    `marker` (`Depends`, `Security`) is its default value."""

    target: str  # with its stars
    has_default: bool
    marker: str = ""


class UntypedReturnView(NamedTuple):
    """A handler that returns data and has neither a return annotation nor a response model.

    `models` are the names of the Pydantic models that it returns objects of; `is_many` is True for a list of any
    length. `annotation` is what it could be annotated with, as its module writes it, `` where that is not certain.
    """

    models: tuple[str, ...]
    is_many: bool
    annotation: str


class UseView(NamedTuple):
    """How the project's own code uses a function that a framework calls.

    `kind` is "call"; "handed" if it is handed to something that may call it in any way; "override" if a class above or
    below has a method of this name, whose signature must agree. `positional` is the number of parameters that are
    filled by position, the receiver included; `is_spread`: by `*arguments` or `**arguments`, too.
    """

    kind: str
    positional: int = 0
    keywords: tuple[str, ...] = ()
    is_spread: bool = False


class Dossier(NamedTuple):
    """What the project knows about one site. Views are tuples, or what stands for tuples (see `model/later.py`)."""

    id: str  # `package.module:qualname`, unique in the project
    module: str
    qualname: str
    name: str
    kind: DefinitionKind
    location: Location  # the whole extent, decorators included
    line: int  # of `def` or `class`
    is_async: bool
    is_generator: bool
    roles: Role
    threads: Thread
    is_entry_point: bool
    reached_from: tuple[str, ...]  # labels of entry points, most exposed first
    routes: tuple[str, ...]  # `GET /users/{id}` of all routes that reach it, sorted
    own_routes: tuple[str, ...]  # those for which the framework itself calls it
    exposure: int  # the number of routes that reach it
    awaits: bool  # it awaits something, so `async def` is needed
    calls: Sequence[CallView] = ()
    loops: Sequence[LoopView] = ()
    contexts: Sequence[ContextView] = ()
    reads: Sequence[ReadView] = ()
    annotations: Sequence[AnnotationView] = ()
    decorators: Sequence[DecoratorView] = ()
    body_limit: bool = False  # max_body_size is set on the app, router or route
    misuses: tuple[Misuse, ...] = ()  # of tasks and coroutines
    slashes: Sequence[RouteFault] = ()  # what is wrong with paths and prefixes that its calls give
    moved_by: str = ""  # the decorator whose `async` wrapper calls this plain function on the event loop
    captured: Sequence[str] = ()  # names that nested definitions read from around them
    serves_all: bool = False  # the framework calls it for every route of the project, and there are several
    untyped: Sequence[UntypedView] = ()
    untyped_return: Sequence[UntypedReturnView] = ()  # at most one
    uses: Sequence[UseView] = ()  # by the project's own code
    stays_async: Sequence[str] = ()  # why `def` will not do for it, in a few words; nothing if it would
    cut_out: tuple[tuple[int, int], ...] = ()  # first and last line of each nested definition within the extent
    pages: Sequence[PageView] = ()  # of its parameters, by which requests say how many rows a query gives
    slow_classes: Sequence[ResponseClassView] = ()  # that its calls give to routes and routers
    encoded: Sequence[EncodedView] = ()  # what it returns that has been encoded before FastAPI does it
    versions: Targets = Targets()  # of FastAPI and of what it stands on, which the project is written for

    def runs_on(self, thread: Thread) -> bool:
        """True if the body runs on this thread, perhaps among others."""
        return self.threads._value_ & thread._value_ != 0  # `&` of flags takes ten times as long

    def is_a(self, roles: Role) -> bool:
        """True if it plays one of these roles."""
        return self.roles._value_ & roles._value_ != 0

    @property
    def has_effects(self) -> bool:
        """True if anything in its own part blocks or burns."""
        return next(self.acting(), None) is not None

    def acting(self) -> Iterator[tuple[CallView | ContextView | ReadView | LoopView, tuple[Effect, ...]]]:
        """What blocks or burns in its own part, with its effects: calls, `with` items, reads, loops."""
        for call in telling(self.calls):
            if call.effects:
                yield call, call.effects
        for context in telling(self.contexts):
            if context.effects:
                yield context, context.effects
        for read in self.reads:
            if read.effects:
                yield read, read.effects
        for loop in telling(self.loops):
            if loop.effect is not None:
                yield loop, (loop.effect,)

    def telling_calls(self) -> Iterator[CallView]:
        """The calls of which more is to be told than what they call: effects, coroutines, content of a request …"""
        return (call for call in telling(self.calls) if call.tells)

    @property
    def is_on_every_request(self) -> bool:
        """True for middleware and for dependencies of the whole application."""
        return self.is_a(Role.MIDDLEWARE) or (self.serves_all and self.is_a(Role.DEPENDENCY))

    @property
    def role_label(self) -> str:
        """`handler`, `dependency` … in words."""
        return self.roles.label

"""The surface for authors of rules. What is not listed here is private and may change at any time.

A rule is a subclass of `Rule`. Its hooks get a `Site`, a definition with its dossier and its syntax, or the `Project`.
"""

from __future__ import annotations

from fastapi_lint.model.contract import ListedFieldsView, MixedBodyView, UndeclaredView, UnfitView
from fastapi_lint.model.dossier import (
    AnnotationView,
    CallView,
    ContextView,
    DecoratorView,
    Dossier,
    LoopView,
    ReadView,
    TypeView,
    UntypedReturnView,
    UntypedView,
    UseView,
    View,
)
from fastapi_lint.model.effect import Effect, EffectKind, Hop, Leaf, Offload, Thread, Tier
from fastapi_lint.model.facts import DefinitionKind
from fastapi_lint.model.finding import Confidence, Edit, Finding, Fix, Safety, Severity
from fastapi_lint.model.judgement import Judgement, is_judged_on_loop, judge_burning, judge_in_pool, judge_on_loop
from fastapi_lint.model.location import Location, Span
from fastapi_lint.model.misuse import Misuse
from fastapi_lint.model.payload import EncodedView, FileReadView, PageView, ResponseClassView, RowView, UnlimitedView
from fastapi_lint.model.resource import (
    ChunksView,
    EngineView,
    Given,
    HopView,
    LazyLoadView,
    MadeView,
    OffloadView,
    RepeatedView,
    Served,
    WaitView,
)
from fastapi_lint.model.role import CALLED_FOR_REQUESTS, SERVING, Role
from fastapi_lint.model.route import DependencyView, EndpointView, RouterView, RouteView
from fastapi_lint.model.routing import RouteFault
from fastapi_lint.model.rule import Place, Rule, on
from fastapi_lint.model.versions import Release, Targets
from fastapi_lint.project.project import Project
from fastapi_lint.syntax.annotating import annotated_fix, marked_parameters
from fastapi_lint.syntax.fate import Fate
from fastapi_lint.syntax.lazy import cst
from fastapi_lint.syntax.modelling import model_fix
from fastapi_lint.syntax.offloading import plain_fix, threaded_fix
from fastapi_lint.syntax.site import APPLIED, Applied, Site

__all__ = [
    "APPLIED",
    "CALLED_FOR_REQUESTS",
    "SERVING",
    "AnnotationView",
    "Applied",
    "CallView",
    "ChunksView",
    "Confidence",
    "ContextView",
    "DecoratorView",
    "DefinitionKind",
    "DependencyView",
    "Dossier",
    "Edit",
    "Effect",
    "EffectKind",
    "EncodedView",
    "EndpointView",
    "EngineView",
    "Fate",
    "FileReadView",
    "Finding",
    "Fix",
    "Given",
    "Hop",
    "HopView",
    "Judgement",
    "LazyLoadView",
    "Leaf",
    "ListedFieldsView",
    "Location",
    "LoopView",
    "MadeView",
    "Misuse",
    "MixedBodyView",
    "Offload",
    "OffloadView",
    "PageView",
    "Place",
    "Project",
    "ReadView",
    "Release",
    "RepeatedView",
    "ResponseClassView",
    "Role",
    "RouteFault",
    "RouteView",
    "RouterView",
    "RowView",
    "Rule",
    "Safety",
    "Served",
    "Severity",
    "Site",
    "Span",
    "Targets",
    "Thread",
    "Tier",
    "TypeView",
    "UndeclaredView",
    "UnfitView",
    "UnlimitedView",
    "UntypedReturnView",
    "UntypedView",
    "UseView",
    "View",
    "WaitView",
    "annotated_fix",
    "cst",
    "is_judged_on_loop",
    "judge_burning",
    "judge_in_pool",
    "judge_on_loop",
    "marked_parameters",
    "model_fix",
    "on",
    "plain_fix",
    "threaded_fix",
]

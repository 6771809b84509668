"""The surface for authors of rules is a promise: what it lists changes only on purpose."""

from __future__ import annotations

from fastapi_lint import api

SURFACE = """
    APPLIED CALLED_FOR_REQUESTS SERVING AnnotationView Applied CallView ChunksView Confidence ContextView
    DecoratorView DefinitionKind DependencyView Dossier Edit Effect EffectKind EncodedView EndpointView EngineView
    Fate FileReadView Finding Fix Given Hop HopView Judgement LazyLoadView Leaf ListedFieldsView Location LoopView
    MadeView Misuse MixedBodyView Offload OffloadView PageView Place Project ReadView Release RepeatedView
    ResponseClassView Role RouteFault RouteView RouterView RowView Rule Safety Served Severity Site Span Targets
    Thread Tier TypeView UndeclaredView UnfitView UnlimitedView UntypedReturnView UntypedView UseView View WaitView
    annotated_fix cst is_judged_on_loop judge_burning judge_in_pool judge_on_loop marked_parameters model_fix on
    plain_fix threaded_fix
"""


def test_the_surface_is_what_it_was():
    assert api.__all__ == SURFACE.split()


def test_everything_listed_is_there_and_documented():
    assert [name for name in api.__all__ if not getattr(api, name).__doc__] == []

"""Fixes that take a wait off the event loop: `def` in place of `async def`, a worker thread, the awaitable twin."""

from __future__ import annotations

from fastapi_lint.model.effect import Effect, Offload, Tier
from fastapi_lint.model.finding import Fix, Safety
from fastapi_lint.syntax.lazy import cst
from fastapi_lint.syntax.site import Site

_THREADPOOL = ("fastapi.concurrency.run_in_threadpool", "starlette.concurrency.run_in_threadpool")


def plain_fix(site: Site) -> Fix | None:
    """The fix that declares the site's function with `def`; None where it must stay a coroutine, or that does not mend
    all that waits in it."""
    dossier = site.dossier
    if not site.is_async or dossier.stays_async:
        return None
    waits = [one for _, effects in dossier.acting() for one in effects if not one.leaf.kind.burns]
    burns = [effects[0] for _, effects in dossier.acting() if effects[0].leaf.kind.burns and effects[0].leaf.library]
    if not all(_is_for_threads(one) for one in (*waits, *burns)):
        return None
    if all(one.leaf.tier is Tier.FOUR for one in (*waits, *burns)):
        return None
    return site.fix("declare the function with `def`", Safety.UNSAFE).declare_plain().done()


def threaded_fix(call: cst.Call, site: Site) -> Fix | None:
    """The fix that awaits a call in a worker thread, or its twin where that takes its place as it stands; None where a
    thread would not do, or nothing can be awaited."""
    view = site.call(call)
    if not view.threadable or not _can_be_awaited(call, site) or _is_used_up_at_once(call, site):
        return None
    if not isinstance(call.func, (cst.Name, cst.Attribute)):
        return None
    return _twin_fix(call, view.effects[0], site) or _thread_fix(call, site)


def _is_for_threads(effect: Effect) -> bool:
    return effect.leaf.offload is Offload.THREAD and not effect.leaf.own_loop


def _thread_fix(call: cst.Call, site: Site) -> Fix | None:
    if any(each.keyword is not None and each.keyword.value == "func" for each in call.args):
        return None  # the name of the parameter that takes the function
    if any(isinstance(each.value, cst.GeneratorExp) for each in call.args):
        return None  # it would be drawn from in the thread
    fix = site.fix("await the call in a worker thread", Safety.UNSAFE)
    before, after = _parentheses(call, site)
    fix.hand_over(call, f"{before}await {fix.name(*_THREADPOOL)}")
    return (fix.wrap(call, "", after) if after else fix).done()


def _twin_fix(call: cst.Call, effect: Effect, site: Site) -> Fix | None:
    leaf = effect.leaf
    if not leaf.drop_in or leaf.twin is None or not effect.is_direct:
        return None
    owner, _, name = leaf.twin.rpartition(".")
    fix = site.fix(f"await `{leaf.twin}`", Safety.UNSAFE)
    is_method = owner.rpartition(".")[2][:1].isupper() or owner == leaf.name.rpartition(".")[0]
    before, after = _parentheses(call, site)
    if isinstance(call.func, cst.Attribute) and is_method:
        fix.replace(call.func.attr, name).wrap(call, f"{before}await ", after)
    elif is_method and owner.rpartition(".")[2][:1].isupper():
        return None  # a bound method under a name of its own
    else:
        fix.replace(call.func, f"{before}await {fix.name(leaf.twin, of_module=owner != leaf.name.rpartition('.')[0])}")
        fix = fix.wrap(call, "", after) if after else fix
    return fix.done()


def _parentheses(call: cst.Call, site: Site) -> tuple[str, str]:
    """Those that an awaited call needs where it is called itself, or read an attribute or item of."""
    parent = next(iter(site.within(call)), None)
    is_base = (isinstance(parent, (cst.Attribute, cst.Subscript)) and parent.value is call) or (
        isinstance(parent, cst.Call) and parent.func is call
    )
    return ("(", ")") if is_base and not call.lpar else ("", "")


def _can_be_awaited(call: cst.Call, site: Site) -> bool:
    """True where `await` may stand and what is awaited is the value itself: no context manager, nothing lazy."""
    around = list(site.within(call))
    if any(isinstance(one, (cst.Lambda, cst.GeneratorExp)) for one in around):
        return False
    if around and (isinstance(around[0], cst.WithItem) or getattr(around[0], "iter", None) is call):
        return False
    statement = site.statement(call)
    if isinstance(statement, cst.For) and statement.iter is call:
        return False
    return not isinstance(statement, cst.AugAssign) or isinstance(statement.target, cst.Name)


def _is_used_up_at_once(call: cst.Call, site: Site) -> bool:
    """True if what the call gives waits again in the same expression: `open(path).read()`."""
    inner: cst.CSTNode = call
    for one in site.within(call):
        if isinstance(one, cst.Call) and one.func is inner:
            if any(effect.leaf.tier is not Tier.FOUR for effect in site.call(one).effects):
                return True
        elif not (isinstance(one, (cst.Attribute, cst.Subscript)) and one.value is inner):
            return False
        inner = one
    return False

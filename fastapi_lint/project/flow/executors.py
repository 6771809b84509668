"""Executors: whether one that a `with` ends has nothing left to wait for."""

from __future__ import annotations

from fastapi_lint.frameworks import asyncio as vocabulary
from fastapi_lint.model import expression as ex
from fastapi_lint.model.facts import Call, Context
from fastapi_lint.project.resolve.mentions import last_name
from fastapi_lint.project.resolve.scopes import Scope


def is_awaited_within(scope: Scope, context: Context) -> bool:
    """True if all that a `with` gives its executor is awaited before it ends.

    `with ThreadPoolExecutor() as pool: await loop.run_in_executor(pool, load)`, or an awaited `gather` of several. Only
    where that is cancelled leaving has to wait.
    """
    body = scope.body
    entered = ex.Entered(context.manager, context.is_async)
    names = [ex.Name(b.target) for b in body.bindings if b.value == entered and b.block == context.block]
    if len(names) != 1:
        return False
    calls = [call for call in body.calls if context.block in scope.block_chain(call.block)]
    users = [call for call in calls if _uses(call, names[0])]
    collects = any(call.awaited and last_name(call.func) in vocabulary.COLLECTING for call in calls)
    are_run = all(last_name(call.func) == vocabulary.RUN_IN_EXECUTOR for call in users)
    return bool(users) and are_run and all(call.awaited or collects for call in users)


def _uses(call: Call, name: ex.Name) -> bool:
    receiver = call.func.value if isinstance(call.func, ex.Attribute) else None
    return name in (receiver, *call.args, *(value for _, value in call.keywords))

"""Authenticators: dependencies that a library makes of callables of the project, as fastapi-users does."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.frameworks import fastapi
from fastapi_lint.project.assembly.machine import Machine
from fastapi_lint.project.assembly.objects import LibraryInstance, Value, likely_of


def called_back(machine: Machine, value: Value) -> Iterator[Value]:
    """The callables of the project that a dependency made by a library depends on, in its order.

    That is the manager of users, and of each backend the scheme of its transport and its strategy.
    """
    if not isinstance(value, LibraryInstance) or value.name not in fastapi.AUTHENTICATORS or not value.args:
        return
    for users in likely_of(value.args[0]):
        if not isinstance(users, LibraryInstance) or users.name.rpartition(".")[2] != fastapi.USERS:
            continue
        manager = users.argument(0, "get_user_manager")
        if manager is not None:
            yield manager
        backends = users.argument(1, "auth_backends")
        for backend in machine.evaluation.elements(backends) or [] if backends is not None else []:
            yield from _of_backend(machine, backend)


def _of_backend(machine: Machine, backend: Value) -> Iterator[Value]:
    for each in likely_of(backend):
        if isinstance(each, LibraryInstance):
            transport, strategy = each.argument(1, "transport"), each.argument(2, "get_strategy")
            scheme = machine.attributes.get(likely_of(transport)[0], "scheme") if transport is not None else None
            yield from (value for value in (scheme, strategy) if value is not None)

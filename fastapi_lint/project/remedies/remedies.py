"""Remedies: what would take a wait off the event loop, worked out when somebody asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi_lint.project.remedies.belonging import Belonging
from fastapi_lint.project.remedies.plain import Plain
from fastapi_lint.project.remedies.threadable import Threadable

if TYPE_CHECKING:
    from fastapi_lint.project.project import Project


class Remedies:
    """`plain`: may a coroutine function be declared with `def`; `threadable`: may a call run in a worker thread."""

    def __init__(self, project: Project) -> None:
        belonging = Belonging(project)
        self.plain = Plain(project, belonging)
        self.threadable = Threadable(project, belonging)

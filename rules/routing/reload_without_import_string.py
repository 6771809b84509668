"""FAL419: a server that cannot start its application again."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, Project, Rule, Severity


class ReloadWithoutImportString(Rule):
    """`uvicorn.run` is given an application with `reload` or `workers`, and refuses to start.

    ## What it does

    Finds `uvicorn.run(app, reload=True)` and `uvicorn.run(app, workers=2)` with an application instead of the name of
    one.

    ## Why is this bad?

    Uvicorn starts new processes, which must import the application by its name. Given an object it writes a warning and
    exits with an error.

    ## Example

    ```python
    from fastapi import FastAPI

    app = FastAPI()

    if __name__ == "__main__":
        import uvicorn

        uvicorn.run(app, reload=True)
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI

    app = FastAPI()

    if __name__ == "__main__":
        import uvicorn

        uvicorn.run("main:app", reload=True)
    ```

    ## Limits

    Values that are only known at run time are left out.

    ## References

    - Uvicorn: Running programmatically, https://www.uvicorn.org/#running-programmatically
    """

    code, name, since = "FAL419", "reload-without-import-string", "0.1.0"
    severity, confidence = Severity.ERROR, Confidence.HIGH

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a call."""
        for fault in project.routing.servers:
            needs = "needs an import string, and exits if it is given an application"
            message = f"`uvicorn.run` with `{fault.other}` {needs}"
            advice = f'give the name, such as `"main:{fault.subject}"`'
            yield self.finding(fault.place, message, advice=advice)

"""FAL411: decorators in the wrong order."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, Project, Rule, Severity


class DecoratorOrder(Rule):
    """A decorator stands above the one that registers the route, or hides the parameters.

    ## What it does

    Finds decorators above `@app.get(…)` that give another function than they get, and decorators below it whose wrapper
    takes `*args, **kwargs` and does not say by `functools.wraps` what it wraps. Decorators of the project are judged by
    their definition, those of libraries by a list (`functools.cache`, `tenacity.retry`, `fastapi_cache.decorator.cache`
    …).

    ## Why is this bad?

    Decorators are applied from below. `@app.get` registers the function that it gets and gives it back: what stands
    above wraps a function that is never served, so that a check of permissions is not made and a cache is never asked.
    Without `functools.wraps` FastAPI sees two required query parameters, `args` and `kwargs`, and refuses every request
    with 422.

    ## Example

    ```python
    import functools

    from fastapi import FastAPI

    app = FastAPI()


    def logged(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            print(function.__name__)
            return function(*args, **kwargs)

        return wrapper


    @logged
    @app.get("/orders")
    def read_orders() -> list[int]:
        return []
    ```

    ## Use instead

    ```python
    import functools

    from fastapi import FastAPI

    app = FastAPI()


    def logged(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            print(function.__name__)
            return function(*args, **kwargs)

        return wrapper


    @app.get("/orders")
    @logged
    def read_orders() -> list[int]:
        return []
    ```

    ## Limits

    Decorators that only note the function, and those of libraries that are not on the list, are left alone.

    ## References

    - Python: Function definitions, https://docs.python.org/3/reference/compound_stmts.html#function-definitions
    - FastAPI: fastapi/dependencies/utils.py, get_typed_signature
    """

    code, name, since = "FAL411", "decorator-order", "0.1.0"
    severity, confidence = Severity.ERROR, Confidence.HIGH

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a decorator, or a handler with hidden parameters."""
        for fault in project.routing.decorators:
            if fault.form == "late":
                message = (
                    f"`@{fault.other}` stands above `@{fault.detail}`, which has registered `{fault.subject}` without "
                    "it, so that it has no effect on the route"
                )
                advice = f"put `@{fault.other}` below"
            else:
                message = (
                    f"`@{fault.other}` hides the parameters of `{fault.subject}`: FastAPI sees {fault.detail} and "
                    "refuses every request with 422"
                )
                advice = f"put `@functools.wraps(…)` on the wrapper in `{fault.other}`"
            yield self.finding(fault.place, message, advice=advice)

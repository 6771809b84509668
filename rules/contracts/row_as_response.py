"""FAL203: a row of the database is the response."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi_lint.api import Confidence, Finding, Project, RowView, Rule, Severity


class RowAsResponse(Rule):
    """A row of the database is the response.

    ## What it does

    Finds handlers that return objects of mapped classes (SQLAlchemy, SQLModel), one or a list of them, and have neither
    a return type nor a `response_model`. It is a warning where a column is named like a secret, else a remark.

    ## Why is this bad?

    FastAPI then sends all that is in the object: every column that was loaded, `hashed_password` and whatever the next
    migration adds. Which ones these are depends on what the query loaded before. The OpenAPI document says nothing of
    the response, and encoding it takes place in pure Python on the event loop.

    ## Example

    ```python
    from fastapi import FastAPI
    from sqlalchemy import String
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

    app = FastAPI()


    class Base(DeclarativeBase):
        pass


    class User(Base):
        __tablename__ = "users"
        name: Mapped[str] = mapped_column(String, primary_key=True)
        hashed_password: Mapped[str] = mapped_column(String)


    @app.get("/me")
    async def read_me():
        return User(name="momo", hashed_password="$2b$12$")
    ```

    ## Use instead

    ```python
    from fastapi import FastAPI
    from pydantic import BaseModel
    from sqlalchemy import String
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

    app = FastAPI()


    class Base(DeclarativeBase):
        pass


    class User(Base):
        __tablename__ = "users"
        name: Mapped[str] = mapped_column(String, primary_key=True)
        hashed_password: Mapped[str] = mapped_column(String)


    class UserOut(BaseModel):
        name: str


    @app.get("/me", response_model=UserOut)
    async def read_me():
        return User(name="momo", hashed_password="$2b$12$")
    ```

    ## Limits

    Objects in dictionaries are not looked for, nor rows whose class is not known. A handler whose return type is the
    mapped class itself has a model, if a generous one, and is not reported.

    ## References

    - FastAPI: Response Model - Return Type, https://fastapi.tiangolo.com/tutorial/response-model/
    """

    code, name, since = "FAL203", "row-as-response", "0.1.0"
    severity, confidence = Severity.INFO, Confidence.HIGH

    def check_project(self, project: Project) -> Iterator[Finding]:
        """One finding a `return`."""
        for row in project.payloads.returned_rows:
            yield self.finding(
                row.place,
                _says(row),
                severity=Severity.WARNING if row.secrets else Severity.INFO,
                advice="declare a model with the fields that clients may see, as return type or as `response_model`",
            )


def _says(row: RowView) -> str:
    named = f", `{'` and `'.join(row.secrets[:2])}` included" if row.secrets else ""
    return f"a row of `{row.model}` is returned without a response model: every column that is loaded goes out{named}"

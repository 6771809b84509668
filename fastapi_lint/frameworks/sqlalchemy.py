"""Vocabulary of SQLAlchemy's ORM and of SQLModel: sessions, relationships and what loads them."""

from __future__ import annotations

ASYNC = "async"
SYNC = "sync"

ASYNC_SESSIONS = frozenset(
    {
        "sqlalchemy.ext.asyncio.AsyncSession",
        "sqlalchemy.ext.asyncio.async_scoped_session",
        "sqlmodel.ext.asyncio.session.AsyncSession",
    }
)
SYNC_SESSIONS = frozenset({"sqlalchemy.orm.Session", "sqlalchemy.orm.scoped_session", "sqlmodel.Session"})
ASYNC_MAKERS = frozenset({"sqlalchemy.ext.asyncio.async_sessionmaker"})
MAKER = "sqlalchemy.orm.sessionmaker"

RELATIONSHIPS = frozenset({"sqlalchemy.orm.relationship", "sqlalchemy.orm.relation", "sqlmodel.Relationship"})
LAZY = frozenset({"select", True})
"""Values of `lazy=` with which a relationship is loaded when it is read."""

SELECTS = frozenset(
    {"sqlalchemy.select", "sqlalchemy.future.select", "sqlalchemy.sql.select", "sqlmodel.select",
     "sqlalchemy.sql.expression.select"}
)  # fmt: skip
STATEMENT_METHODS = frozenset(
    {"distinct", "filter", "filter_by", "group_by", "limit", "offset", "order_by", "where", "with_for_update"}
)
RUNNERS = frozenset({"exec", "execute", "scalar", "scalars"})
"""Methods of a session that run a statement."""

GETTERS = frozenset({"get", "get_one"})
RESULT_METHODS = frozenset(
    {"all", "fetchall", "first", "one", "one_or_none", "scalar_one", "scalar_one_or_none", "scalars", "unique"}
)
LOADERS = frozenset(
    {"contains_eager", "defaultload", "immediateload", "joinedload", "noload", "options", "raiseload", "run_sync",
     "selectinload", "subqueryload", "joinedload_all", "subqueryload_all", "set_committed_value", "outerjoin", "join"}
)  # fmt: skip
"""Functions and methods that say what is loaded, or that load in a thread of their own."""

AWAITABLE = "awaitable_attrs"
RENEWERS = frozenset({"refresh", "merge", "expunge"})

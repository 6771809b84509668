from billing.deps.auth import CurrentUser, require
from billing.deps.database import SessionDep
from billing.deps.limits import RateLimiter, generous, strict
from billing.deps.paging import Page, PageDep

__all__ = ["CurrentUser", "Page", "PageDep", "RateLimiter", "SessionDep", "generous", "require", "strict"]

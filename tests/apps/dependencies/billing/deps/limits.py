from dataclasses import dataclass
from functools import partial

from fastapi import Request

from billing.deps.auth import CurrentUser


class RateLimiter:
    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute

    async def __call__(self, user: CurrentUser) -> None:
        """Counts."""


class Quota:
    def __init__(self) -> None:
        self.used = 0

    def spend(self, request: Request) -> int:
        self.used += 1
        return self.used

    async def remaining(self, user: CurrentUser) -> int:
        return 100 - self.used


@dataclass
class Locale:
    language: str = "en"
    zone: str = "UTC"


def country(default: str, request: Request) -> str:
    return request.headers.get("X-Country", default)


strict = RateLimiter(5)
generous = RateLimiter(per_minute=600)
quota = Quota()
in_germany = partial(country, "de")

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query

from billing.deps.limits import Locale


def order(by: str = "date", descending: bool = False) -> str:
    return f"{'-' if descending else ''}{by}"


@dataclass
class Page:
    limit: Annotated[int, Query(le=100)] = 20
    offset: int = 0
    by: str = Depends(order)
    locale: Locale = Depends()


PageDep = Annotated[Page, Depends()]

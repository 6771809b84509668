"""What the analysis finds to be wrong with routes, routers and what handlers return, for rules to put into words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fastapi_lint.model.effect import Hop
from fastapi_lint.model.finding import Confidence

if TYPE_CHECKING:
    from fastapi_lint.model.location import Location
    from fastapi_lint.model.rule import Place  # which needs dossiers, and these have faults


class RouteFault(NamedTuple):
    """One thing that is wrong at a place.

    `form` says which of its forms it is; `subject` what it is about, `other` what else plays a part, `detail` what more
    there is to say: names, as the source spells them. `request` is one that shows it: `GET /users/me`. `doubts` counts
    what speaks against it. `trace` leads to what proves it; `mended` is what may be written anew to mend it.
    """

    place: Place
    form: str
    subject: str = ""
    other: str = ""
    detail: str = ""
    request: str = ""
    doubts: int = 0
    trace: tuple[Hop, ...] = ()
    mended: Location | None = None

    @property
    def confidence(self) -> Confidence:
        """High without doubts, low with several."""
        return (Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW)[min(self.doubts, 2)]

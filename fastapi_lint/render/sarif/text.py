"""Text in SARIF: a message in which brackets that would look like a link are none."""

from __future__ import annotations

import re
from typing import Any

from fastapi_lint.render.printable import printable

_LINK = re.compile(r"\[(?=[^\]]*\]\()")


def message(text: str) -> dict[str, Any]:
    """A message of one paragraph."""
    return {"text": _LINK.sub(r"\\[", printable(text))}

"""The one place that talks plain HTTP for simple lookups."""

from typing import Any

import requests as rq


def get_json(url: str, params: dict[str, str] | None = None) -> Any:
    """Fetch and decode; raises `requests.HTTPError` for anything but success."""
    response = rq.get(url, params=params, timeout=5)
    response.raise_for_status()
    return response.json()

"""The one place that talks plain HTTP for simple lookups."""

from typing import Any

import httpx


async def get_json(client: httpx.AsyncClient, url: str, params: dict[str, str] | None = None) -> Any:
    """Fetch and decode; raises `httpx.HTTPStatusError` for anything but success."""
    response = await client.get(url, params=params)
    response.raise_for_status()
    return response.json()

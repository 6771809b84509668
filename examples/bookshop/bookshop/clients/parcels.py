"""Where a parcel is."""

import httpx


class ParcelClient:
    def __init__(self, base_url: str) -> None:
        self._client = httpx.AsyncClient(base_url=base_url, timeout=5)

    async def status(self, reference: str) -> str:
        """The carrier's own word for the state of the parcel."""
        response = await self._client.get(f"/parcels/{reference}")
        response.raise_for_status()
        return str(response.json()["status"])

    async def close(self) -> None:
        await self._client.aclose()

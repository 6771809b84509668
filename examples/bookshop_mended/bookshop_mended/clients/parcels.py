"""Where a parcel is."""

import httpx


class ParcelClient:
    def __init__(self, client: httpx.AsyncClient, base_url: str) -> None:
        self.client = client
        self.base_url = base_url

    async def status(self, reference: str) -> str:
        """The carrier's own word for the state of the parcel."""
        response = await self.client.get(f"{self.base_url}/parcels/{reference}")
        response.raise_for_status()
        return str(response.json()["status"])

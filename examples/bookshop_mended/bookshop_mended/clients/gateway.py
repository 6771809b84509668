"""Card payments."""

import httpx


class PaymentGateway:
    def __init__(self, client: httpx.AsyncClient, base_url: str) -> None:
        self.client = client
        self.base_url = base_url

    async def charge(self, reference: str, cents: int) -> str:
        """Charge the card on file; returns the gateway's payment id."""
        response = await self.client.post(f"{self.base_url}/charges", json={"reference": reference, "cents": cents})
        response.raise_for_status()
        return str(response.json()["id"])

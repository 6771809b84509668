"""Card payments."""

import httpx


class PaymentGateway:
    def __init__(self, base_url: str) -> None:
        self._client = httpx.Client(base_url=base_url, timeout=10)

    def charge(self, reference: str, cents: int) -> str:
        """Charge the card on file; returns the gateway's payment id."""
        response = self._client.post("/charges", json={"reference": reference, "cents": cents})
        response.raise_for_status()
        return str(response.json()["id"])

    def close(self) -> None:
        self._client.close()

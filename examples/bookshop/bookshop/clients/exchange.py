"""Exchange rates of the European Central Bank, through our proxy."""

from . import http as transport


class ExchangeClient:
    def __init__(self, base_url: str) -> None:
        self.base_url = base_url

    def rate(self, source: str, target: str) -> float:
        """How much of `target` one unit of `source` buys."""
        if source == target:
            return 1.0
        found = transport.get_json(f"{self.base_url}/rates", params={"from": source, "to": target})
        return float(found["rate"])

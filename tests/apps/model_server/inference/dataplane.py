class DataPlane:
    def __init__(self, name: str) -> None:
        self.name = name

    def live(self) -> dict[str, str]:
        return {"status": "alive"}

    async def infer(self, inputs: list[float]) -> list[float]:
        return inputs

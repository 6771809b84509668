from typing import Literal

from pydantic import BaseModel, Field


class FeatureFlags(BaseModel):
    wishlist: bool = True
    reviews: bool = False
    beta: Literal["off", "internal", "on"] = "off"


class Settings(BaseModel):
    environment: str = "production"
    flags: FeatureFlags = Field(default_factory=FeatureFlags)
    docs: bool = False
    disabled: tuple[str, ...] = ("returns",)

    @property
    def is_development(self) -> bool:
        return self.environment == "development"


settings = Settings()

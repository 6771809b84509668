from enum import Enum
from functools import lru_cache

from pydantic import BaseModel


class Area(str, Enum):
    ACCOUNTS = "accounts"
    ENTRIES = "entries"
    ADMIN = "admin"


class BaseSettings(BaseModel):
    """Stands where pydantic-settings does in production."""

    model_config = {"frozen": True}


class Settings(BaseSettings):
    PROJECT_NAME: str = "Ledger"
    API_V1_STR: str = "/api/v1"
    ADMIN_PREFIX: str = "_" + "admin"
    METRICS_ENABLED: bool = True
    LEGACY_ENABLED: bool = False

    @property
    def admin_path(self) -> str:
        return f"/{self.ADMIN_PREFIX}"


@lru_cache
def get_settings() -> Settings:
    return Settings()


settings = get_settings()

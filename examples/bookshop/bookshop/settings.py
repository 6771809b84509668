"""Everything that differs between a laptop, the tests and production."""

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """Addresses and folders; every one can be set with a `BOOKSHOP_` variable."""

    database_url: str
    exchange_url: str
    payments_url: str
    parcels_url: str
    smtp_host: str
    smtp_port: int
    storage: Path


@lru_cache
def get_settings() -> Settings:
    """Read the environment once."""
    return Settings(
        database_url=os.environ.get("BOOKSHOP_DATABASE_URL", "sqlite:///bookshop.db"),
        exchange_url=os.environ.get("BOOKSHOP_EXCHANGE_URL", "http://127.0.0.1:9001"),
        payments_url=os.environ.get("BOOKSHOP_PAYMENTS_URL", "http://127.0.0.1:9002"),
        parcels_url=os.environ.get("BOOKSHOP_PARCELS_URL", "http://127.0.0.1:9003"),
        smtp_host=os.environ.get("BOOKSHOP_SMTP_HOST", "127.0.0.1"),
        smtp_port=int(os.environ.get("BOOKSHOP_SMTP_PORT", "2525")),
        storage=Path(os.environ.get("BOOKSHOP_STORAGE", "storage")),
    )

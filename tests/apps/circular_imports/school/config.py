from dataclasses import dataclass


@dataclass(frozen=True)
class Config:
    title: str = "School"
    prefix: str = "/api"

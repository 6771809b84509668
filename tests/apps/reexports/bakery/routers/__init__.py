"""Routers by what they are about."""

from . import breads, health, orders
from .customers import router as customers_router

__all__ = ["breads", "customers_router", "health", "orders"]

"""What handlers can ask for."""

import time
from typing import Annotated, Any, Dict, Optional

from fastapi import Body, Depends, Header, HTTPException, Query, Request

from .clients import ExchangeClient, ParcelClient, PaymentGateway
from .models import User
from .repositories import BookRepository, OrderRepository, UserRepository
from .services import AuditLog, Mailer, PaymentService, PricingService, ReportService
from .settings import Settings, get_settings

Books = Annotated[BookRepository, Depends()]
Orders = Annotated[OrderRepository, Depends()]
Users = Annotated[UserRepository, Depends()]
Config = Annotated[Settings, Depends(get_settings)]


def get_pricing(settings: Config) -> PricingService:
    return PricingService(ExchangeClient(settings.exchange_url))


def get_gateway(request: Request) -> PaymentGateway:
    gateway: PaymentGateway = request.app.state.gateway
    return gateway


def get_payments(gateway: Annotated[PaymentGateway, Depends(get_gateway)], orders: Orders) -> PaymentService:
    return PaymentService(gateway, orders)


def get_mailer(settings: Config) -> Mailer:
    return Mailer(settings)


def get_reports(orders: Orders) -> ReportService:
    return ReportService(orders)


async def get_parcels(request: Request) -> ParcelClient:
    parcels: ParcelClient = request.app.state.parcels
    return parcels


async def current_user(users: Users, x_token: Annotated[str, Header()]) -> User:
    """The caller; a fresh token may take a moment to reach the read replica."""
    for attempt in range(3):
        user = users.by_token(x_token)
        if user is not None:
            return user
        time.sleep(0.02 * (attempt + 1))
    raise HTTPException(401, "unknown token")


def loyalty_points(settings: Config, user: Annotated[User, Depends(current_user)]) -> int:
    """How many requests of ours the audit log holds, as a rough measure of loyalty."""
    lines = AuditLog(settings.storage).path.read_text(encoding="utf-8").splitlines()
    return len(lines)


async def search_filters(filters: Annotated[Optional[dict], Body()] = None) -> Dict[str, Any]:
    """Free-form filters of the search page."""
    return {"author": None, "limit": 50} | (filters or {})


async def page_size(limit: Annotated[int, Query(ge=1, le=100)] = 20) -> int:
    return limit


CurrentUser = Annotated[User, Depends(current_user)]
Pricing = Annotated[PricingService, Depends(get_pricing)]
Payments = Annotated[PaymentService, Depends(get_payments)]
Mail = Annotated[Mailer, Depends(get_mailer)]
Reports = Annotated[ReportService, Depends(get_reports)]
Parcels = Annotated[ParcelClient, Depends(get_parcels)]
Filters = Annotated[dict[str, Any], Depends(search_filters)]
PageSize = Annotated[int, Depends(page_size)]

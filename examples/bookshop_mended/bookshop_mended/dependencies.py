"""What handlers can ask for."""

from typing import Annotated

import anyio
import httpx
from fastapi import Depends, Header, HTTPException, Query
from fastapi.requests import HTTPConnection

from .clients import ExchangeClient, ParcelClient, PaymentGateway
from .database import DbSession
from .models import User
from .repositories import BookRepository, OrderRepository, UserRepository
from .services import AuditLog, Mailer, PaymentService, PricingService
from .settings import Settings, get_settings


async def get_config() -> Settings:
    return get_settings()


async def get_http(connection: HTTPConnection) -> httpx.AsyncClient:
    """The client that the lifespan opened: one connection pool for the whole process."""
    client: httpx.AsyncClient = connection.app.state.http
    return client


async def get_books(session: DbSession) -> BookRepository:
    return BookRepository(session)


async def get_orders(session: DbSession) -> OrderRepository:
    return OrderRepository(session)


async def get_users(session: DbSession) -> UserRepository:
    return UserRepository(session)


Config = Annotated[Settings, Depends(get_config)]
Http = Annotated[httpx.AsyncClient, Depends(get_http)]
Books = Annotated[BookRepository, Depends(get_books)]
Orders = Annotated[OrderRepository, Depends(get_orders)]
Users = Annotated[UserRepository, Depends(get_users)]


async def get_pricing(http: Http, settings: Config) -> PricingService:
    return PricingService(ExchangeClient(http, settings.exchange_url))


async def get_payments(http: Http, settings: Config, orders: Orders) -> PaymentService:
    return PaymentService(PaymentGateway(http, settings.payments_url), orders)


async def get_parcels(http: Http, settings: Config) -> ParcelClient:
    return ParcelClient(http, settings.parcels_url)


async def get_mailer(settings: Config) -> Mailer:
    return Mailer(settings)


async def current_user(users: Users, x_token: Annotated[str, Header()]) -> User:
    """The caller; a fresh token may take a moment to reach the read replica."""
    for attempt in range(3):
        user = await users.by_token(x_token)
        if user is not None:
            return user
        await anyio.sleep(0.02 * (attempt + 1))
    raise HTTPException(401, "unknown token")


CurrentUser = Annotated[User, Depends(current_user)]


async def loyalty_points(settings: Config, user: CurrentUser) -> int:
    """How many requests of ours the audit log holds, as a rough measure of loyalty."""
    return await AuditLog(settings.storage).length()


async def page_size(limit: Annotated[int, Query(ge=1, le=100)] = 20) -> int:
    return limit


Pricing = Annotated[PricingService, Depends(get_pricing)]
Payments = Annotated[PaymentService, Depends(get_payments)]
Parcels = Annotated[ParcelClient, Depends(get_parcels)]
Mail = Annotated[Mailer, Depends(get_mailer)]
Loyalty = Annotated[int, Depends(loyalty_points)]
PageSize = Annotated[int, Depends(page_size)]

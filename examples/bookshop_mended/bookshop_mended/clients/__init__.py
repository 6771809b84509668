"""Other people's HTTP services."""

from .exchange import ExchangeClient as ExchangeClient
from .gateway import PaymentGateway as PaymentGateway
from .parcels import ParcelClient as ParcelClient

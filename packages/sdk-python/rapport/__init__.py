"""Client of a Rapport project for Python back ends; the standard library is all it needs."""

from .client import MarketingClient
from .delivery import ClientError
from .questions import RequestError
from .user_tokens import create_user_token

__all__ = ["ClientError", "MarketingClient", "RequestError", "create_user_token"]

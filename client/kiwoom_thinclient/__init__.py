"""A thin client for the Kiwoom REST API: fake, paper and live by one base URL."""

from kiwoom_thinclient.errors import ApiError, ClientError
from kiwoom_thinclient.rest import Client

__all__ = ["ApiError", "Client", "ClientError"]

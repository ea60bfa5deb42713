"""A thin client for the Kiwoom REST API: fake, paper and live by one argument."""

from kiwoom_thinclient.dataframe import to_dataframe
from kiwoom_thinclient.errors import ApiError, ClientError
from kiwoom_thinclient.realtime import AsyncRealtime, Patience, Realtime
from kiwoom_thinclient.rest import AsyncClient, Client

__all__ = [
    "ApiError",
    "AsyncClient",
    "AsyncRealtime",
    "Client",
    "ClientError",
    "Patience",
    "Realtime",
    "to_dataframe",
]

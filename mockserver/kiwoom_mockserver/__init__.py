"""A fake of the Kiwoom Securities REST and WebSocket API."""

__version__ = "0.1.0"

"""Ticks by websockets with a token by aiohttp, from the official host and its socket's port."""

import asyncio
import json

import aiohttp
from websockets.asyncio.client import connect

HOST = "https://api.kiwoom.com"
SOCKET = "wss://api.kiwoom.com:10000/api/dostk/websocket"


async def main() -> None:
    """The first two ticks are printed."""
    keys = {"grant_type": "client_credentials", "appkey": "any", "secretkey": "any"}
    async with aiohttp.ClientSession() as http, http.post(f"{HOST}/oauth2/token", json=keys) as one:
        token = (await one.json())["token"]
    async with connect(SOCKET) as socket:
        await socket.send(json.dumps({"trnm": "LOGIN", "token": token}))
        print(json.loads(await socket.recv())["trnm"])
        data = [{"item": ["005930"], "type": ["0B"]}]
        wanted = {"trnm": "REG", "grp_no": "1", "refresh": "1", "data": data}
        await socket.send(json.dumps(wanted))
        ticks = 0
        while ticks < 2:
            frame = json.loads(await socket.recv())
            if frame["trnm"] == "REAL":
                ticks += 1
                print(frame["data"][0]["item"])


asyncio.run(main())

"""A quote by requests, from the official host."""

import requests

HOST = "https://api.kiwoom.com"
keys = {"grant_type": "client_credentials", "appkey": "any", "secretkey": "any"}
with requests.Session() as session:
    token = session.post(f"{HOST}/oauth2/token", json=keys).json()["token"]
    reply = session.post(
        f"{HOST}/api/dostk/stkinfo",
        headers={"authorization": f"Bearer {token}", "api-id": "ka10001"},
        json={"stk_cd": "005930"},
    )
print(reply.json()["stk_nm"])

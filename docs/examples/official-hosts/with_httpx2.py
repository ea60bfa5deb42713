"""A quote by httpx2, from the official paper host."""

import httpx2

keys = {"grant_type": "client_credentials", "appkey": "any", "secretkey": "any"}
with httpx2.Client(base_url="https://mockapi.kiwoom.com") as client:
    token = client.post("/oauth2/token", json=keys).json()["token"]
    reply = client.post(
        "/api/dostk/stkinfo",
        headers={"authorization": f"Bearer {token}", "api-id": "ka10001"},
        json={"stk_cd": "005930"},
    )
print(reply.json()["stk_nm"])

// A quote by Node's own fetch, from the official host.
const host = "https://api.kiwoom.com";

async function post(path, headers, body) {
  const reply = await fetch(host + path, {
    method: "POST",
    headers: { "content-type": "application/json;charset=UTF-8", ...headers },
    body: JSON.stringify(body),
  });
  return reply.json();
}

const keys = { grant_type: "client_credentials", appkey: "any", secretkey: "any" };
const { token } = await post("/oauth2/token", {}, keys);
const headers = { authorization: `Bearer ${token}`, "api-id": "ka10001" };
const quote = await post("/api/dostk/stkinfo", headers, { stk_cd: "005930" });
console.log(quote.stk_nm);

// A login on the official socket by the package ws; the token comes by Node's own https.
import https from "node:https";
import WebSocket from "ws";

function post(path, body) {
  return new Promise((resolve, reject) => {
    const options = { host: "api.kiwoom.com", path, method: "POST" };
    options.headers = { "content-type": "application/json;charset=UTF-8" };
    const request = https.request(options, (reply) => {
      let text = "";
      reply.on("data", (part) => (text += part));
      reply.on("end", () => resolve(JSON.parse(text)));
    });
    request.on("error", reject);
    request.end(JSON.stringify(body));
  });
}

const keys = { grant_type: "client_credentials", appkey: "any", secretkey: "any" };
const { token } = await post("/oauth2/token", keys);
const socket = new WebSocket("wss://api.kiwoom.com:10000/api/dostk/websocket");
socket.on("open", () => socket.send(JSON.stringify({ trnm: "LOGIN", token })));
socket.on("message", (data) => {
  console.log(JSON.parse(data).trnm);
  socket.close();
});

// Leads the official hosts to the fake, inside a Node program that `kiwoom-mock run` started.
// Node asks no proxy by itself. The certificate comes by NODE_EXTRA_CA_CERTS.
"use strict";
const net = require("node:net");

const routes = new Map(
  (process.env.KIWOOM_REDIRECT || "")
    .split(",")
    .map((pair) => pair.split("="))
    .filter((pair) => pair.length === 2)
);

function redirected(options) {
  if (!options || typeof options !== "object" || !options.host) return options;
  const port = routes.get(String(options.host).toLowerCase().replace(/\.$/, ""));
  if (port === undefined) return options;
  return Object.assign({}, options, { host: "127.0.0.1", port: Number(port), lookup: undefined });
}

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  // Node's own callers pass one array of (options, callback), marked by a symbol; keep the array.
  if (Array.isArray(args[0])) {
    args[0][0] = redirected(args[0][0]);
  } else if (typeof args[0] === "object") {
    args[0] = redirected(args[0]);
  } else if (typeof args[1] === "string" && routes.has(args[1].toLowerCase())) {
    [args[0], args[1]] = [Number(routes.get(args[1].toLowerCase())), "127.0.0.1"];
  }
  return connect.apply(this, args);
};

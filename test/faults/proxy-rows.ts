import { good, resetAfter, status } from "./behaviours.ts";
import { Authority } from "./certificates.ts";
import type { Behaviour } from "./raw-server.ts";
import { type FaultGroup, type FaultRow, list } from "./row.ts";

/** A call through a proxy that behaves so, over http or in a tunnel for https. */
function through(proxy: Behaviour, scheme: "http" | "https", timeout?: number): FaultRow["play"] {
  return async (stage) => {
    if (timeout !== undefined) stage.timeout = timeout;
    const { url } = await stage.raw(proxy);
    const tls = new Authority().issue({ hosts: ["127.0.0.1"] });
    const server = await stage.raw(good, scheme === "https" ? { tls } : {});
    const compute = stage.service(server.url, { proxy: { [scheme]: url } });
    stage.begin();
    return list(compute);
  };
}

const nothing: Behaviour = () => undefined;

/** Proxies on the way. */
export const PROXIES: FaultGroup = {
  title: "Proxies",
  rows: [
    {
      fault: "https: the proxy wants a login",
      play: through(status(407), "https"),
      sees: "TransportError CONNECT_FAILED, not sent",
      requests: 3,
      took: "after waits",
    },
    {
      fault: "https: the proxy cannot reach the cloud",
      play: through(status(502), "https"),
      sees: "TransportError CONNECT_FAILED, not sent",
      requests: 3,
      took: "after waits",
    },
    {
      fault: "https: the proxy resets",
      play: through(resetAfter(""), "https"),
      sees: "TransportError CONNECT_FAILED, not sent",
      requests: 3,
      took: "after waits",
    },
    {
      fault: "https: the proxy says nothing",
      play: through(nothing, "https", 300),
      sees: "TransportError TIMEOUT, not sent",
      requests: 1,
      took: "at its timeout",
    },
    {
      fault: "http, which is tunnelled, too: the proxy cannot reach the cloud",
      play: through(status(502), "http"),
      sees: "TransportError CONNECT_FAILED, not sent",
      requests: 3,
      took: "after waits",
    },
  ],
};

import type { Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { first, GOOD_BODY, good, hangUp, http, resetAfter } from "./behaviours.ts";
import { Authority, type CertificateOptions } from "./certificates.ts";
import { against, create, type FaultGroup, type FaultRow, list } from "./row.ts";

const HERE = ["localhost", "127.0.0.1"];
const DAY = 86_400_000;

/** A server with this certificate, and a session that trusts its authority, or another one. */
function overTls(
  certificate: CertificateOptions,
  trust: "its authority" | "another" = "its authority",
): FaultRow["play"] {
  return async (stage) => {
    const authority = new Authority();
    const server = await stage.raw(good, { tls: authority.issue(certificate) });
    const { cert: ca } = trust === "another" ? new Authority() : authority;
    const compute = stage.service(server.url, { tls: { ca } });
    stage.begin();
    return list(compute);
  };
}

/** TLS towards a server that speaks something else. */
function overPlain(onConnection: (socket: Socket) => void, timeout?: number): FaultRow["play"] {
  return async (stage) => {
    if (timeout !== undefined) stage.timeout = timeout;
    const server = await stage.raw(good, { onConnection });
    return list(stage.service(server.url.replace("http:", "https:")));
  };
}

/** No connection at all. */
export const CONNECTING: FaultGroup = {
  title: "Connecting",
  rows: [
    {
      fault: "nobody listens",
      play: async (stage) => {
        const server = await stage.raw(good);
        const compute = stage.service(server.url);
        await server.close();
        stage.begin();
        return list(compute);
      },
      sees: "TransportError CONNECT_FAILED, not sent",
      requests: 0,
      took: "after waits",
    },
    {
      fault: "the name is unknown",
      play: (stage) => list(stage.service("http://no-such-host.invalid")),
      sees: "TransportError CONNECT_FAILED, not sent",
      requests: 0,
      took: "after waits",
    },
    {
      fault: "connections are reset as soon as they stand",
      play: against(good, { options: { onConnection: hangUp } }),
      sees: "TransportError CONNECT_FAILED, not sent",
      requests: 0,
      took: "after waits",
    },
    {
      fault: "TLS: all is well",
      play: overTls({ hosts: HERE }),
      sees: "the answer",
      requests: 1,
      took: "at once",
    },
    {
      fault: "TLS: an unknown authority signed the certificate",
      play: overTls({ hosts: HERE }, "another"),
      sees: "TransportError TLS_FAILED, not sent",
      requests: 0,
      took: "at once",
    },
    {
      fault: "TLS: the certificate is for another host",
      play: overTls({ hosts: ["other.example"] }),
      sees: "TransportError TLS_FAILED, not sent",
      requests: 0,
      took: "at once",
    },
    {
      fault: "TLS: the certificate has expired",
      play: overTls({ hosts: HERE, until: new Date(Date.now() - DAY) }),
      sees: "TransportError TLS_FAILED, not sent",
      requests: 0,
      took: "at once",
    },
    {
      fault: "TLS: the certificate does not hold yet",
      play: overTls({ hosts: HERE, from: new Date(Date.now() + DAY) }),
      sees: "TransportError TLS_FAILED, not sent",
      requests: 0,
      took: "at once",
    },
    {
      fault: "TLS: the server speaks plain HTTP",
      play: overPlain((socket) => void socket.end(http(400, {}, "{}"))),
      sees: "TransportError TLS_FAILED, not sent",
      requests: 0,
      took: "at once",
    },
    {
      fault: "TLS: the server says nothing",
      play: overPlain(() => undefined, 300),
      sees: "TransportError TIMEOUT, not sent",
      requests: 0,
      took: "at its timeout",
    },
  ],
};

const HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

/** Connections that end before the answer does. */
export const BROKEN: FaultGroup = {
  title: "Broken connections",
  rows: [
    {
      fault: "reset before the headers",
      play: against(resetAfter("")),
      sees: "TransportError CONNECTION_LOST, sent",
      requests: 3,
      took: "after waits",
    },
    {
      fault: "reset before the headers, once",
      play: against(first(1, resetAfter(""))),
      sees: "the answer",
      requests: 2,
      took: "at once",
    },
    {
      fault: "reset before the headers of a POST",
      play: against(resetAfter(""), { call: create }),
      sees: "TransportError CONNECTION_LOST, sent",
      requests: 1,
      took: "at once",
    },
    {
      fault: "reset inside the headers",
      play: against(resetAfter("HTTP/1.1 200 OK\r\nContent-Ty")),
      sees: "TransportError CONNECTION_LOST, sent",
      requests: 3,
      took: "after waits",
    },
    {
      fault: "reset inside the body",
      play: against(resetAfter(`${HEAD}Content-Length: 24\r\n\r\n{"servers":`)),
      sees: "TransportError CONNECTION_LOST, sent",
      requests: 3,
      took: "after waits",
    },
    {
      fault: "reset inside a streamed body",
      play: against(resetAfter(`${HEAD}Content-Length: 200000\r\n\r\n${"x".repeat(100_000)}`), {
        call: async (compute) => {
          const answer = await compute.get("/servers");
          return answer.bytes();
        },
      }),
      sees: "TransportError CONNECTION_LOST, sent",
      requests: 1,
      took: "at once",
    },
    {
      fault: "kept-alive connection closed as a GET is written",
      play: closedAsWritten(list),
      sees: "the answer",
      requests: 1,
      took: "at once",
    },
    {
      fault: "kept-alive connection closed as a POST is written",
      play: closedAsWritten(create),
      sees: "TransportError CONNECTION_LOST, sent",
      requests: 0,
      took: "at once",
    },
    {
      fault: "kept-alive connection closed before a POST is written",
      play: closedAsWritten(create, "before"),
      sees: "the answer",
      requests: 1,
      took: "at once",
    },
  ],
};

/** The server closes the connection of the first call before the second one is written, or with that unread. */
function closedAsWritten(call: typeof list, when: "unread" | "before" = "unread"): FaultRow["play"] {
  return async (stage) => {
    const idle: Socket[] = [];
    const server = await stage.raw((socket) => {
      socket.write(http(200, {}, GOOD_BODY));
      idle.push(socket.pause());
    });
    const compute = stage.service(server.url);
    await list(compute);
    // The connection is idle only a moment after its answer.
    await turn();
    stage.begin();
    if (when === "before") idle[0]?.destroy();
    else setTimeout(() => idle[0]?.destroy(), 50);
    return call(compute);
  };
}

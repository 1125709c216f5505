import { answers, closeAfter, drip, forever, GOOD_BODY, http } from "./behaviours.ts";
import { against, type FaultGroup } from "./row.ts";

const HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
const SHORT = 300;

/** Bytes that are no answer, or not the one that was asked for. */
export const STRANGE: FaultGroup = {
  title: "Strange answers",
  rows: [
    {
      fault: "no HTTP at all",
      play: against(answers("SSH-2.0-OpenSSH_9.2\r\n\r\n")),
      sees: "TransportError CONNECTION_LOST, sent",
      requests: 3,
      took: "after waits",
    },
    {
      fault: "closed before Content-Length is reached",
      play: against(closeAfter(`${HEAD}Content-Length: 100\r\n\r\n${GOOD_BODY}`)),
      sees: "TransportError CONNECTION_LOST, sent",
      requests: 3,
      took: "after waits",
    },
    {
      fault: "closed before the last chunk",
      play: against(closeAfter(`${HEAD}Transfer-Encoding: chunked\r\n\r\n18\r\n${GOOD_BODY}\r\n`)),
      sees: "TransportError CONNECTION_LOST, sent",
      requests: 3,
      took: "after waits",
    },
    {
      fault: "a chunk whose size is no number",
      play: against(answers(`${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n${GOOD_BODY}\r\n0\r\n\r\n`)),
      sees: "TransportError CONNECTION_LOST, sent",
      requests: 3,
      took: "after waits",
    },
    {
      fault: "Content-Length and chunks at once",
      play: against(
        answers(`${HEAD}Content-Length: 24\r\nTransfer-Encoding: chunked\r\n\r\n18\r\n${GOOD_BODY}\r\n0\r\n\r\n`),
      ),
      sees: "TransportError CONNECTION_LOST, sent",
      requests: 3,
      took: "after waits",
    },
    {
      fault: "headers that never end",
      play: against(forever(HEAD, `X-More: ${"x".repeat(1_000)}\r\n`, 1)),
      sees: "TransportError CONNECTION_LOST, sent",
      requests: 3,
      took: "after waits",
    },
    {
      fault: "100 (Continue) that nobody asked for",
      play: against(answers(`HTTP/1.1 100 Continue\r\n\r\n${http(200, {}, GOOD_BODY)}`)),
      sees: "TransportError CONNECTION_LOST, sent",
      requests: 3,
      took: "after waits",
    },
    {
      fault: "an HTML page of a proxy",
      play: against(answers(http(200, { "content-type": "text/html" }, "<html><h1>Welcome</h1></html>"))),
      sees: "HttpError INVALID_BODY, 200",
      requests: 1,
      took: "at once",
    },
    {
      fault: "an HTML page of a proxy, 502",
      play: against(answers(http(502, { "content-type": "text/html" }, "<html><h1>Bad Gateway</h1></html>"))),
      sees: "HttpError BAD_GATEWAY, 502",
      requests: 1,
      took: "at once",
    },
    {
      fault: "half of a JSON text",
      play: against(answers(http(200, {}, GOOD_BODY.slice(0, 12)))),
      sees: "HttpError INVALID_BODY, 200",
      requests: 1,
      took: "at once",
    },
    {
      fault: "JSON of another type",
      play: against(answers(http(200, {}, "[1]"))),
      sees: "the answer [1]",
      requests: 1,
      took: "at once",
    },
    {
      fault: "an empty body",
      play: against(answers(http(200, {}, ""))),
      sees: "the answer undefined",
      requests: 1,
      took: "at once",
    },
    {
      fault: "bytes that are no UTF-8",
      play: against(answers(http(200, {}, Buffer.from('{"name":"\xff\xfe"}', "latin1")))),
      sees: 'the answer {"name":"\ufffd\ufffd"}',
      requests: 1,
      took: "at once",
    },
  ],
};

/** Servers that take their time. */
export const SLOW: FaultGroup = {
  title: "Slow servers",
  rows: [
    {
      fault: "no answer",
      play: against(() => undefined, { timeout: SHORT }),
      sees: "TransportError TIMEOUT, sent",
      requests: 1,
      took: "at its timeout",
    },
    {
      fault: "the body stalls",
      play: against(answers(`${HEAD}Content-Length: 24\r\n\r\n{"servers":`), { timeout: SHORT }),
      sees: "TransportError TIMEOUT, sent",
      requests: 1,
      took: "at its timeout",
    },
    {
      fault: "one byte now and then",
      play: against(drip(http(200, {}, GOOD_BODY), SHORT / 10), { timeout: SHORT }),
      sees: "TransportError TIMEOUT, sent",
      requests: 1,
      took: "at its timeout",
    },
    {
      fault: "headers that never end, slowly",
      play: against(forever(HEAD, "X-More: x\r\n", SHORT / 10), { timeout: SHORT }),
      sees: "TransportError TIMEOUT, sent",
      requests: 1,
      took: "at its timeout",
    },
    {
      fault: "a streamed body stalls",
      play: against(answers(`${HEAD}Content-Length: 200000\r\n\r\n${"x".repeat(100_000)}`), {
        timeout: SHORT,
        call: async (compute) => (await compute.get("/servers")).bytes(),
      }),
      sees: "TransportError TIMEOUT, sent",
      requests: 1,
      took: "at its timeout",
    },
    {
      fault: "102 (Processing) without end",
      play: against(forever("", "HTTP/1.1 102 Processing\r\n\r\n", SHORT / 10), { timeout: SHORT }),
      sees: "TransportError TIMEOUT, sent",
      requests: 1,
      took: "at its timeout",
    },
  ],
};

import { gzipSync } from "node:zlib";
import { answers, flood, http } from "./behaviours.ts";
import { against, type FaultGroup } from "./row.ts";

const HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
const LENGTH = 200_000_000;
const LIMIT = 1_000_000;

/** Answers that are too much. */
export const LARGE: FaultGroup = {
  title: "Large answers",
  rows: [
    {
      fault: "200 MB of JSON, announced; bodyLimit as it is",
      play: against(flood(200, `${HEAD}Content-Length: ${LENGTH}\r\n\r\n`)),
      sees: "HttpError BODY_TOO_LARGE, 200",
      requests: 1,
      took: "at once",
    },
    {
      fault: "200 MB of JSON, not announced; bodyLimit 1 MB",
      play: against(flood(200, `${HEAD}Connection: close\r\n\r\n`), {
        call: (compute) => compute.get("/servers", { bodyLimit: LIMIT }).json(),
      }),
      sees: "HttpError BODY_TOO_LARGE, 200",
      requests: 1,
      took: "at once",
    },
    {
      fault: "200 MB of JSON, awaited, then read; bodyLimit 1 MB",
      play: against(flood(200, `${HEAD}Content-Length: ${LENGTH}\r\n\r\n`), {
        call: async (compute) => (await compute.get("/servers", { bodyLimit: LIMIT })).json(),
      }),
      sees: "HttpError BODY_TOO_LARGE, 200",
      requests: 1,
      took: "at once",
    },
    {
      fault: "20 MB of JSON compressed to 20 kB; bodyLimit 1 MB",
      play: against(answers(http(200, { "content-encoding": "gzip" }, gzipSync(Buffer.alloc(20_000_000, " ")))), {
        call: (compute) => compute.get("/servers", { bodyLimit: LIMIT }).json(),
      }),
      sees: "HttpError BODY_TOO_LARGE, 200",
      requests: 1,
      took: "at once",
    },
    {
      fault: "compressed, as it says, but it is not",
      play: against(answers(http(200, { "content-encoding": "gzip" }, "{}"))),
      sees: "HttpError INVALID_BODY, 200",
      requests: 1,
      took: "at once",
    },
    {
      fault: "200 MB with a 500",
      play: against(flood(200, `HTTP/1.1 500 Error\r\nContent-Length: ${LENGTH}\r\n\r\n`)),
      sees: "HttpError SERVER_ERROR, 500",
      requests: 1,
      took: "at once",
    },
    {
      fault: "a header of 100 kB",
      play: against(answers(http(200, { "x-large": "x".repeat(100_000) }, "{}"))),
      sees: "TransportError CONNECTION_LOST, sent",
      requests: 3,
      took: "after waits",
    },
  ],
};

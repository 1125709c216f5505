import { first, http, status } from "./behaviours.ts";
import { against, create, type FaultGroup, type FaultRow, list } from "./row.ts";

/** What holds for every call that is answered with a status. */
interface StatusFacts {
  readonly status: number;
  readonly code: string;
  /** When the request is sent again. */
  readonly again: "never" | "always" | "if it can be repeated or Retry-After is there";
}

const STATUSES: readonly StatusFacts[] = [
  { status: 408, code: "REQUEST_TIMEOUT", again: "never" },
  { status: 413, code: "TOO_LARGE", again: "never" },
  { status: 425, code: "CLIENT_ERROR", again: "never" },
  { status: 429, code: "TOO_MANY_REQUESTS", again: "always" },
  { status: 498, code: "CLIENT_ERROR", again: "never" },
  { status: 500, code: "SERVER_ERROR", again: "never" },
  { status: 502, code: "BAD_GATEWAY", again: "never" },
  { status: 503, code: "SERVICE_UNAVAILABLE", again: "if it can be repeated or Retry-After is there" },
  { status: 504, code: "GATEWAY_TIMEOUT", again: "never" },
];

const CASES = [
  { call: list, method: "GET", retryAfter: undefined },
  { call: list, method: "GET", retryAfter: "1" },
  { call: create, method: "POST", retryAfter: undefined },
  { call: create, method: "POST", retryAfter: "1" },
] as const;

/** A status that stays, whatever is tried. */
function rowsOf(facts: StatusFacts): FaultRow[] {
  return CASES.map(({ call, method, retryAfter }) => {
    const again = facts.again === "always" || (facts.again !== "never" && (method === "GET" || retryAfter === "1"));
    return {
      fault: `${method}: ${facts.status}${retryAfter === undefined ? "" : `, Retry-After: ${retryAfter}`}`,
      play: against(status(facts.status, retryAfter === undefined ? {} : { "retry-after": retryAfter }), { call }),
      sees: `HttpError ${facts.code}, ${facts.status}${retryAfter === undefined ? "" : ", retryAfter 1000"}`,
      requests: again ? 3 : 1,
      took: again ? "after waits" : "at once",
    };
  });
}

/** Answers with a status that says no. */
export const STATUS: FaultGroup = {
  title: "Statuses",
  rows: [
    ...STATUSES.flatMap(rowsOf),
    {
      fault: "POST: 429, Retry-After: 1, once",
      play: against(first(1, status(429, { "retry-after": "1" })), { call: create }),
      sees: "the answer",
      requests: 2,
      took: "after waits",
    },
    {
      fault: "GET: 503, Retry-After as a date that is over, once",
      play: against(first(1, status(503, { "retry-after": "Wed, 21 Oct 2015 07:28:00 GMT" }))),
      sees: "the answer",
      requests: 2,
      took: "at once",
    },
    {
      fault: "GET: 503, Retry-After: 7200, longer than the timeout",
      play: against(status(503, { "retry-after": "7200" })),
      sees: "HttpError SERVICE_UNAVAILABLE, 503, retryAfter 7200000",
      requests: 1,
      took: "at once",
    },
    {
      fault: "GET: 503, Retry-After that is none",
      play: against(status(503, { "retry-after": "soon" })),
      sees: "HttpError SERVICE_UNAVAILABLE, 503",
      requests: 3,
      took: "after waits",
    },
    {
      fault: "POST to baremetal: 409, the node is locked, twice",
      play: against(first(2, status(409)), {
        call: (compute) => compute.post("/nodes", { json: {} }).json(),
        service: "baremetal",
      }),
      sees: "the answer",
      requests: 3,
      took: "after waits",
    },
    {
      fault: "POST to compute: 409",
      play: against(status(409), { call: create }),
      sees: "HttpError CONFLICT, 409",
      requests: 1,
      took: "at once",
    },
    {
      fault: "GET: 503 with a body of 70 kB",
      play: against((socket) => void socket.write(http(503, { "retry-after": "7200" }, "x".repeat(70_000)))),
      sees: "HttpError SERVICE_UNAVAILABLE, 503, retryAfter 7200000",
      requests: 1,
      took: "at once",
    },
  ],
};

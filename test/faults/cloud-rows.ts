import { again, cold, DOCUMENT, ending, HOUR, LOGIN, logins, networks, scene, warm } from "./cloud-scenes.ts";
import type { FaultGroup } from "./row.ts";

/** Keystone and version documents in trouble, and the calls that need them. */
export const CLOUD: FaultGroup = {
  title: "Login and discovery",
  rows: [
    {
      fault: "Keystone: 503",
      play: cold({ path: LOGIN, status: 503 }),
      sees: "HttpError SERVICE_UNAVAILABLE, 503",
      requests: 1,
      took: "at once",
    },
    {
      fault: "Keystone: 503, Retry-After: 1, once",
      play: cold({ path: LOGIN, status: 503, headers: { "retry-after": "1" }, times: 1 }),
      sees: "the answer",
      requests: 4,
      took: "after waits",
    },
    {
      fault: "Keystone: reset",
      play: cold({ path: LOGIN, reset: true }),
      sees: "TransportError CONNECTION_LOST, sent",
      requests: 1,
      took: "at once",
    },
    {
      fault: "Keystone: its answer stalls",
      play: (stage) => {
        stage.timeout = 300;
        return cold({ path: LOGIN, stall: true })(stage);
      },
      sees: "TransportError TIMEOUT, not sent",
      requests: 1,
      took: "at its timeout",
    },
    {
      fault: "Keystone: the page of a proxy",
      play: cold({ path: LOGIN, junk: "html" }),
      sees: "AuthError INVALID_TOKEN_RESPONSE",
      requests: 1,
      took: "at once",
    },
    {
      fault: "Keystone: a token whose body is broken",
      play: cold({ path: LOGIN, status: 201, junk: "json", headers: { "x-subject-token": "t" } }),
      sees: "AuthError INVALID_TOKEN_RESPONSE",
      requests: 1,
      took: "at once",
    },
    {
      fault: "Keystone: a token whose catalog is no list",
      play: cold({ path: LOGIN, status: 201, body: { token: { catalog: 7 } }, headers: { "x-subject-token": "t" } }),
      sees: "EndpointError NO_CATALOG",
      requests: 1,
      took: "at once",
    },
    {
      fault: "Keystone: down, while the token is valid",
      play: warm(async (at) => {
        at.cloud.fault({ path: /^\/identity/, reset: true });
        return networks(at);
      }),
      sees: "the answer",
      requests: 1,
      took: "at once",
    },
    {
      fault: "Keystone: down, when the token is to be renewed but still valid",
      play: ending({ path: /^\/identity/, reset: true }),
      sees: "the answer",
      requests: 2,
      took: "at once",
    },
    {
      fault: "Keystone: its answer stalls, when the token is to be renewed but still valid",
      play: ending({ path: LOGIN, stall: true }),
      sees: "the answer",
      requests: 2,
      took: "at once",
    },
    {
      fault: "Keystone: down, when the token has been revoked",
      play: warm(async (at) => {
        at.cloud.fault({ path: /^\/identity/, reset: true });
        at.cloud.revoke();
        return networks(at);
      }),
      sees: "TransportError CONNECTION_LOST, sent",
      requests: 2,
      took: "at once",
    },
    {
      fault: "Keystone: back again",
      play: warm(async (at) => {
        const down = at.cloud.fault({ path: /^\/identity/, reset: true });
        at.cloud.revoke();
        await networks(at).catch(() => undefined);
        down.remove();
        return networks(at);
      }),
      sees: "the answer",
      requests: 4,
      took: "at once",
    },
    {
      fault: "every token is refused",
      play: cold({ path: /^\/network\/v2.0/, status: 401 }),
      sees: "HttpError UNAUTHORIZED, 401",
      requests: 5,
      took: "at once",
    },
    {
      fault: "the cloud's clock is 5 h ahead",
      play: scene(logins, { clockSkew: 5 * HOUR }),
      sees: "10 answers, 1 login",
      requests: 12,
      took: "at once",
    },
    {
      fault: "the cloud's clock is 5 h behind",
      play: scene(logins, { clockSkew: -5 * HOUR }),
      sees: "10 answers, 1 login",
      requests: 12,
      took: "at once",
    },
    {
      fault: "version document: 503, twice",
      play: cold({ path: DOCUMENT, status: 503, times: 2 }),
      sees: "the answer",
      requests: 5,
      took: "after waits",
    },
    {
      fault: "version document: 500",
      play: cold({ path: DOCUMENT, status: 500 }),
      sees: "EndpointError DISCOVERY_FAILED",
      requests: 2,
      took: "at once",
    },
    {
      fault: "version document: the page of a proxy",
      play: cold({ path: DOCUMENT, junk: "html" }),
      sees: "HttpError NOT_FOUND, 404",
      requests: 3,
      took: "at once",
    },
    {
      fault: "version document: JSON of another type",
      play: cold({ path: DOCUMENT, body: [1, null, "x"] }),
      sees: "HttpError NOT_FOUND, 404",
      requests: 3,
      took: "at once",
    },
    {
      fault: "version document: truncated, once",
      play: cold({ path: DOCUMENT, truncate: true, times: 1 }),
      sees: "the answer",
      requests: 4,
      took: "at once",
    },
    {
      fault: "version document: 500 a moment ago",
      play: again(0),
      sees: "EndpointError DISCOVERY_FAILED",
      requests: 2,
      took: "at once",
    },
    {
      fault: "version document: 500 more than 2 s ago",
      play: again(2_000),
      sees: "the answer",
      requests: 4,
      took: "at once",
    },
  ],
};

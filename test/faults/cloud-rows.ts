import { setTimeout as sleep } from "node:timers/promises";
import { password, type Session } from "../../src/index.ts";
import type { EmbeddedCloud, Fault, startCloud } from "../../src/testing/index.ts";
import type { FaultGroup, FaultRow } from "./row.ts";

const LOGIN = "/identity/v3/auth/tokens";
const DOCUMENT = "/network";
const HOUR = 3_600_000;

type Scene = { readonly session: Session; readonly cloud: EmbeddedCloud };

/** Lists networks: a login, a version document and the list, unless they are known. */
async function networks({ session }: Scene): Promise<string> {
  const answer = await session.adapter("network").get("/networks").json<{ networks?: unknown }>();
  return Array.isArray(answer.networks) ? "the answer" : "something else";
}

/** A session that knows nothing yet, towards a cloud with these faults. */
function cold(...faults: readonly Fault[]): FaultRow["play"] {
  return scene(async (at) => {
    for (const fault of faults) at.cloud.fault(fault);
    return networks(at);
  });
}

/** A session that has made its call once before all that follows. */
function warm(then: (at: Scene) => Promise<unknown>): FaultRow["play"] {
  return async (stage) => {
    const at = await open(stage);
    await networks(at);
    stage.begin();
    return then(at);
  };
}

function scene(play: (at: Scene) => Promise<unknown>, options?: Parameters<typeof startCloud>[0]): FaultRow["play"] {
  return async (stage) => {
    const at = await open(stage, options);
    stage.begin();
    return play(at);
  };
}

async function open(
  stage: Parameters<FaultRow["play"]>[0],
  options: Parameters<typeof startCloud>[0] = {},
): Promise<Scene> {
  const cloud = await stage.cloud({ services: ["network"], ...options });
  return { cloud, session: stage.session({ auth: password(cloud.credentials) }) };
}

/** The first call fails at the version document, the next one comes so many ms later. */
function again(later: number): FaultRow["play"] {
  return scene(async (at) => {
    at.cloud.fault({ path: DOCUMENT, status: 500, times: 1 });
    await networks(at).catch(() => undefined);
    await sleep(later);
    return networks(at);
  });
}

/** A session whose token is to be renewed, and yet good for two minutes. */
function ending(fault: Fault): FaultRow["play"] {
  return async (stage) => {
    const at = await open(stage, { tokenLifetime: HOUR, clockSkew: 121_000 - HOUR });
    await networks(at);
    await sleep(1_100);
    stage.begin();
    at.cloud.fault(fault);
    return networks(at);
  };
}

/** Clocks that differ: ten calls, and how many logins they cost. */
async function logins(at: Scene): Promise<string> {
  for (let call = 0; call < 10; call++) await networks(at);
  return `10 answers, ${at.cloud.count(`POST ${LOGIN}`)} login`;
}

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

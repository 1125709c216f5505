import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type AuthMethod,
  adminToken,
  applicationCredential,
  download,
  find,
  httpBasic,
  k2k,
  multiFactor,
  oauth1,
  oauth2ClientCredentials,
  oauth2MtlsClientCredentials,
  oidcAccessToken,
  oidcClientCredentials,
  oidcDeviceCode,
  oidcPassword,
  password,
  Session,
  secret,
  token,
  tokenlessAuth,
  totp,
  upload,
  uploadLargeObject,
  waitFor,
  withReceipt,
  withServiceToken,
} from "../../src/index.ts";
import type { TestServer } from "../support/server.ts";
import { leakyCloud, MARK, MOODS, type Mood } from "./leaky-cloud.ts";

let cloud: TestServer & { mood: Mood };
beforeAll(async () => {
  cloud = await leakyCloud();
});
afterAll(() => cloud.close());

const CHANNELS = ["request", "response", "retry", "redirect", "authentication", "discovery", "token-store", "config"];
const scope = { projectName: "p", projectDomainName: "Default" };
const user = { username: "u", userDomainName: "Default" };

function methods(): Record<string, AuthMethod> {
  const authUrl = `${cloud.url}/v3`;
  const oidc = {
    authUrl,
    identityProvider: "idp",
    protocol: "openid",
    discoveryEndpoint: `${cloud.url}/.well-known/openid-configuration`,
    clientId: "me",
    clientSecret: MARK,
    ...scope,
  };
  const oauth2 = { authUrl, oauth2Endpoint: `${cloud.url}/oauth2/token`, oauth2ClientId: "me" };
  const mine = password({ authUrl, ...user, ...scope, password: MARK });
  return {
    password: mine,
    "a password that is asked for": password({ authUrl, ...user, ...scope, password: async () => MARK }),
    token: token({ authUrl, token: MARK, ...scope }),
    "a token as it is": token({ authUrl, token: MARK }),
    applicationCredential: applicationCredential({ authUrl, id: "a", secret: MARK }),
    totp: totp({ authUrl, ...user, ...scope, passcode: MARK }),
    multiFactor: multiFactor({
      authUrl,
      authMethods: ["v3password", "v3totp"],
      ...user,
      ...scope,
      password: MARK,
      passcode: MARK,
    }),
    httpBasic: httpBasic({ username: "u", password: MARK, endpoint: cloud.url }),
    adminToken: adminToken({ token: MARK, endpoint: cloud.url }),
    oauth1: oauth1({ authUrl, consumerKey: "c", consumerSecret: MARK, accessKey: "a", accessSecret: MARK }),
    oidcPassword: oidcPassword({ ...oidc, username: "u", password: MARK }),
    oidcClientCredentials: oidcClientCredentials(oidc),
    oidcAccessToken: oidcAccessToken({ ...oidc, accessToken: MARK }),
    oauth2ClientCredentials: oauth2ClientCredentials({ ...oauth2, oauth2ClientSecret: MARK }),
    oauth2MtlsClientCredentials: oauth2MtlsClientCredentials(oauth2),
    withServiceToken: withServiceToken(token({ authUrl, token: MARK }), mine),
    withReceipt: withReceipt(totp({ authUrl, ...user, ...scope, passcode: MARK }), {
      id: secret(MARK),
      methods: ["password"],
      required: [["password", "totp"]],
      expiresAt: undefined,
    }),
    k2k: k2k({ auth: mine, serviceProvider: "partner", ...scope }),
    tokenlessAuth: tokenlessAuth({ authUrl, ...scope }),
    oidcDeviceCode: oidcDeviceCode({ ...oidc, showCode: () => undefined }),
    "one's own": {
      ...mine,
      type: "mine",
      subject: {},
      proof: undefined,
      authenticate: async ({ send }) => {
        await send({ method: "GET", url: authUrl, headers: { "x-mine": MARK } });
        return { kind: "static", headers: { "x-mine": secret(MARK) }, endpoint: cloud.url };
      },
    },
  };
}

/** All that anybody could see of something without asking for the secret itself. */
function shown(value: unknown, seen: Set<unknown>): string {
  if (seen.has(value)) return "";
  seen.add(value);
  const printed = [inspect(value, { depth: 20 }), String(value), JSON.stringify(value) ?? ""];
  if (!(value instanceof Error)) return printed.join("\n");
  const parts = [value.message, value.stack, Reflect.get(value, "url"), Reflect.get(value, "receipt")];
  const data = [Reflect.get(value, "body"), Reflect.get(value, "headers")].map((part) => JSON.stringify(part));
  return [...printed, ...parts.map((part) => inspect(part)), ...data, shown(value.cause, seen)].join("\n");
}

/** Every call there is, in turn; what each gives or throws. */
async function everything(session: Session): Promise<unknown[]> {
  const compute = session.adapter("compute", { endpointOverride: `${cloud.url}/compute/v2.1` });
  const headers = { "x-service-token": MARK, cookie: MARK, authorization: MARK };
  const body = { server: { adminPass: MARK, user_data: MARK } };
  const calls: (() => PromiseLike<unknown>)[] = [
    () => session.authenticate(),
    () => compute.get("/servers", { headers }),
    () => quietly(compute.get("/servers", { headers }).json()),
    () => compute.head("/servers"),
    () => compute.post("/servers", { json: body, query: { token: MARK } }),
    () => compute.put("/servers/{id}", { path: { id: "1" }, form: { password: MARK } }),
    () => compute.patch(["servers", "1"], { body: MARK }),
    () => compute.delete("/servers/1"),
    () => compute.get(`http://u:${MARK}@127.0.0.1:1/?signature=${MARK}`, { authenticated: false }),
    () => compute.get(`http://u:${MARK}@127.0.0.1:1/?signature=${MARK}`),
    () => compute.endpoint(),
    () => compute.versions(),
    () => compute.negotiate(["2.1"]),
    () => quietly(compute.paginate("/servers").toArray()),
    () => quietly(find(compute, "/servers", "b")),
    () => quietly(waitFor(compute, "/servers/{id}", () => true, { path: { id: "1" }, deadline: 300 })),
    () => quietly(download(compute, ["servers"]).then(({ body }) => body.toArray())),
    () => upload(compute, ["servers", "1"], MARK),
    () => uploadLargeObject(compute, ["servers", "1"], MARK),
    () => session.versions(),
    () => session.projects(),
    () => session.domains(),
    () => session.system(),
    () => session.catalog(),
    () => session.connectAs(token({ authUrl: `${cloud.url}/v3`, token: MARK })).authenticate(),
    () => session.withScope({ project: { id: "x" } }).authenticate(),
    () => session.reauthenticate(),
    () => session.revoke(),
  ];
  const outcomes: unknown[] = [session, compute];
  for (const call of calls) {
    try {
      outcomes.push(await call());
    } catch (error) {
      outcomes.push(error);
    }
  }
  return outcomes;
}

/** What a service answers is the caller's to see. */
async function quietly(call: PromiseLike<unknown>): Promise<void> {
  await call;
}

describe("protocol §2.8 FIX: secrets are in nothing that anybody sees", () => {
  const names = [
    "password",
    "a password that is asked for",
    "token",
    "a token as it is",
    "applicationCredential",
    "totp",
    "multiFactor",
    "httpBasic",
    "adminToken",
    "oauth1",
    "oidcPassword",
    "oidcClientCredentials",
    "oidcAccessToken",
    "oauth2ClientCredentials",
    "oauth2MtlsClientCredentials",
    "withServiceToken",
    "withReceipt",
    "k2k",
    "tokenlessAuth",
    "oidcDeviceCode",
    "one's own",
  ];

  it("tries every method", () => {
    expect(Object.keys(methods())).toEqual(names);
  });

  // How an answer breaks does not depend on who has logged in.
  const broken = new Set<Mood>(["breaks off", "has a bad header", "has a bad chunk", "resets"]);
  const few = new Set(["password", "oidcPassword", "one's own"]);
  const moodsFor = (name: string): readonly Mood[] => MOODS.filter((mood) => few.has(name) || !broken.has(mood));

  it.each(names.flatMap((name) => moodsFor(name).map((mood) => [name, mood] as const)))(
    "%s, the cloud %s",
    async (name, mood) => {
      const heard: unknown[] = [];
      const listen = (event: unknown): void => void heard.push(event);
      for (const channel of CHANNELS) subscribe(`osauth:${channel}`, listen);
      const auth = methods()[name] ?? expect.unreachable();
      const note = (line: string): void => void heard.push(line);
      const session = new Session({
        auth,
        logger: { debug: note, warn: note },
        tokenStore: new Map(),
        retry: { limit: 1, when: (error) => heard.push(error) > 0 && false },
        timeout: 2_000,
        tls: { cert: MARK, key: MARK },
        proxy: { https: `http://u:${MARK}@127.0.0.1:1`, none: "*" },
      });
      cloud.mood = "well";
      if (mood !== "refuses" && mood !== "wants a receipt")
        await session.authenticate().catch((error: unknown) => heard.push(error));
      cloud.mood = mood;
      const outcomes = await everything(session);
      await session.close();
      for (const channel of CHANNELS) unsubscribe(`osauth:${channel}`, listen);
      expect(heard.length).toBeGreaterThan(5);
      const seen = new Set<unknown>();
      for (const one of [auth, ...outcomes, ...heard]) expect(shown(one, seen)).not.toContain(MARK);
    },
  );
});

import { afterEach, describe, expect, it, vi } from "vitest";
import type { AuthMethod } from "../../src/auth/method.ts";
import { applicationCredential } from "../../src/auth/methods/application-credential.ts";
import { password } from "../../src/auth/methods/password.ts";
import { token } from "../../src/auth/methods/token.ts";
import { fakeContext, tokenGrant } from "./fake-keystone.ts";
import { authUrl, withPassword } from "./with-password.ts";

const named = { methods: ["password"], password: { user: { password: "p", name: "u", domain: { name: "D" } } } };

/** protocol appendix A. */
const BODIES: readonly (readonly [string, AuthMethod, object, object | string | undefined, Record<string, string>])[] =
  [
    ["password, name + domain name, no scope", withPassword(), named, undefined, {}],
    [
      "password, id, project by name",
      password({ authUrl, userId: "UID", password: "p", projectName: "P", projectDomainId: "default" }),
      { methods: ["password"], password: { user: { password: "p", id: "UID" } } },
      { project: { name: "P", domain: { id: "default" } } },
      {},
    ],
    ["system", withPassword({ systemScope: "all" }), named, { system: { all: true } }, {}],
    ["explicit unscoped", withPassword({ unscoped: true }), named, "unscoped", {}],
    ["trust", withPassword({ trustId: "TR" }), named, { "OS-TRUST:trust": { id: "TR" } }, {}],
    ["domain", withPassword({ domainName: "Dn" }), named, { domain: { name: "Dn" } }, {}],
    [
      "token to project",
      token({ authUrl, token: "OLD", projectId: "PID" }),
      { methods: ["token"], token: { id: "OLD" } },
      { project: { id: "PID" } },
      { "x-auth-token": "OLD" },
    ],
    [
      "application credential by id",
      applicationCredential({ authUrl, id: "AC", secret: "S" }),
      { methods: ["application_credential"], application_credential: { secret: "S", id: "AC" } },
      undefined,
      {},
    ],
    [
      "application credential by name and user name",
      applicationCredential({ authUrl, name: "ACN", username: "u", userDomainId: "default", secret: "S" }),
      {
        methods: ["application_credential"],
        application_credential: { secret: "S", name: "ACN", user: { name: "u", domain: { id: "default" } } },
      },
      undefined,
      {},
    ],
    [
      "application credential by name and user id",
      applicationCredential({ authUrl, name: "ACN", userId: "U", secret: "S" }),
      { methods: ["application_credential"], application_credential: { secret: "S", name: "ACN", user: { id: "U" } } },
      undefined,
      {},
    ],
  ];

describe("a token's clock", () => {
  const issuedAt = Date.parse("2026-11-24T00:16:56Z");
  afterEach(() => vi.useRealTimers());

  it.each<[string, string | undefined, string, number | undefined]>([
    ["is the answer's", "Tue, 24 Nov 2026 00:16:57 GMT", "2026-11-24T01:16:50Z", 1_000 - 3_594_000],
    ["is the answer's, also of an older token", "Tue, 24 Nov 2026 01:06:56 GMT", "2026-11-24T00:06:56Z", 3_600_000],
    ["is this machine's when they hardly differ", "Tue, 24 Nov 2026 00:16:57 GMT", "2026-11-24T00:17:40Z", undefined],
    ["is not the answer's of another clock", "Tue, 24 Nov 2026 01:16:57 GMT", "2026-11-24T01:16:50Z", undefined],
    ["is not the answer's of another clock", "Mon, 23 Nov 2026 23:16:57 GMT", "2026-11-24T01:16:50Z", undefined],
    ["is not known without one", undefined, "2026-11-24T01:16:50Z", undefined],
    ["is not known from junk", "soon", "2026-11-24T01:16:50Z", undefined],
  ])("%s (%s, here it is %s)", async (_, date, here, clockSkew) => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse(here) });
    const headers = { "x-subject-token": "NEW", ...(date === undefined ? {} : { date }) };
    const grant = tokenGrant(await withPassword().authenticate(fakeContext({ headers }).context));
    expect([grant.issuedAt, grant.clockSkew]).toEqual([issuedAt, clockSkew]);
  });
});

describe("login bodies", () => {
  it.each(BODIES)("sends what protocol appendix A shows: %s", async (_name, method, identity, scope, headers) => {
    const { context, sent } = fakeContext();
    await method.authenticate(context);
    expect(sent).toEqual([
      {
        method: "POST",
        url: "https://k.example/identity/v3/auth/tokens",
        headers: { accept: "application/json", ...headers },
        json: { auth: { identity, ...(scope === undefined ? {} : { scope }) } },
      },
    ]);
  });

  it("sends the same credentials for another scope after withScope", async () => {
    const { context, sent } = fakeContext();
    const method = withPassword({ projectId: "P1" }).withScope({ project: { id: "P2" } });
    await method.authenticate(context);
    expect(method.scope).toEqual({ project: { id: "P2" } });
    expect(sent[0]?.json).toEqual({ auth: { identity: named, scope: { project: { id: "P2" } } } });
  });
});

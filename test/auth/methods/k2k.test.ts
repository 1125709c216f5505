import { describe, expect, it } from "vitest";
import type { AuthMethod, AuthRequest } from "../../../src/auth/method.ts";
import { type K2kOptions, k2k } from "../../../src/auth/methods/k2k.ts";
import { noAuth } from "../../../src/auth/methods/no-auth.ts";
import { password } from "../../../src/auth/methods/password.ts";
import { totp } from "../../../src/auth/methods/totp.ts";
import { errorOf, type FakeAnswer, scriptedContext, TOKEN_BODY, tokenGrant } from "../fake-keystone.ts";

const homeUrl = "https://home.example/v3";
const assertUrl = "https://sp.example/Shibboleth.sso/SAML2/ECP";
const tokenUrl = "https://sp.example:5000/v3/OS-FEDERATION/identity_providers/home/protocols/saml2/auth";
const ecpUrl = "https://home.example/v3/auth/OS-FEDERATION/saml2/ecp";
const COOKIES = "_shibsession_1=abc; Expires=Wed, 09 Jun 2027 10:18:14 GMT; path=/; HttpOnly, opensaml=x%3D; Secure";
const home = password({ authUrl: homeUrl, userId: "U", password: "p", projectId: "HP" });
const partner = { id: "partner", sp_url: assertUrl, auth_url: tokenUrl };

type Script = Readonly<Record<string, FakeAnswer>>;
const script = (changes: Script = {}): Script => ({
  [`POST ${homeUrl}/auth/tokens`]: {
    headers: { "x-subject-token": "HOME" },
    body: { token: { ...TOKEN_BODY.token, service_providers: [null, { id: "broken" }, partner] } },
  },
  [`POST ${ecpUrl}`]: { status: 200, headers: {}, body: "<soap11:Envelope/>" },
  [`POST ${assertUrl}`]: { status: 302, headers: { location: "https://sp.example/", "set-cookie": COOKIES }, body: "" },
  [`GET ${tokenUrl}`]: { headers: { "x-subject-token": "UNSCOPED" } },
  "POST https://sp.example:5000/v3/auth/tokens": { headers: { "x-subject-token": "SCOPED" } },
  ...changes,
});

function run(options: Partial<K2kOptions> = {}, changes: Script = {}): { sent: AuthRequest[]; done: Promise<unknown> } {
  const answers = script(changes);
  const { context, sent } = scriptedContext(
    ({ method, url }) => answers[`${method} ${url}`] ?? { status: 404, body: "nothing here" },
  );
  return { sent, done: k2k({ auth: home, serviceProvider: "partner", ...options }).authenticate(context) };
}

const paos = "application/vnd.paos+xml";

describe("k2k", () => {
  it("carries the home cloud's assertion to the other cloud and scopes the token there", async () => {
    const { sent, done } = run({ projectName: "shared", projectDomainName: "Default" });
    expect(await done).toMatchObject({ kind: "token" });
    expect(sent.slice(1)).toEqual([
      {
        method: "POST",
        url: ecpUrl,
        json: {
          auth: {
            identity: { methods: ["token"], token: { id: "HOME" } },
            scope: { service_provider: { id: "partner" } },
          },
        },
      },
      {
        method: "POST",
        url: assertUrl,
        headers: { "content-type": paos },
        text: "<soap11:Envelope/>",
        redirect: "manual",
      },
      {
        method: "GET",
        url: tokenUrl,
        headers: { "content-type": paos, cookie: "_shibsession_1=abc; opensaml=x%3D" },
      },
      {
        method: "POST",
        url: "https://sp.example:5000/v3/auth/tokens",
        headers: { accept: "application/json", "x-auth-token": "UNSCOPED" },
        json: {
          auth: {
            identity: { methods: ["token"], token: { id: "UNSCOPED" } },
            scope: { project: { name: "shared", domain: { name: "Default" } } },
          },
        },
      },
    ]);
  });

  it.each([{}, { unscoped: true }])("gives the unscoped token for the scope %j", async (scope) => {
    const { sent, done } = run(scope);
    const grant = await done;
    expect(grant).toMatchObject({ kind: "token" });
    expect(sent).toHaveLength(4);
  });

  it("takes the token at once from a service provider that redirects nowhere", async () => {
    const { sent, done } = run({}, { [`POST ${assertUrl}`]: { headers: { "x-subject-token": "DIRECT" } } });
    const context = await done;
    expect(context).toMatchObject({ kind: "token" });
    expect(sent).toHaveLength(3);
  });

  it("sends the session's cookies to the host that set them only", async () => {
    const elsewhere = { ...partner, auth_url: tokenUrl.replace("sp.example", "other.example") };
    const body = { token: { ...TOKEN_BODY.token, service_providers: [elsewhere] } };
    const { sent, done } = run(
      {},
      {
        [`POST ${homeUrl}/auth/tokens`]: { headers: { "x-subject-token": "HOME" }, body },
        [`GET ${elsewhere.auth_url}`]: { headers: { "x-subject-token": "UNSCOPED" } },
      },
    );
    await done;
    expect(sent.at(-1)?.headers).toEqual({ "content-type": paos });
  });

  it("says which service providers there are when it is another one", async () => {
    const error = await errorOf(() => run({ serviceProvider: "Partner" }).done);
    expect(error).toMatchObject({ name: "AuthError", code: "UNSUPPORTED_AUTH", authUrl: homeUrl });
    expect(String(error)).toContain('no usable service provider "Partner" in its token: it names partner.');
  });

  it.each([undefined, null, "partner", [{ id: "partner" }], [{ ...partner, sp_url: "javascript:alert(1)" }]])(
    "refuses %j as a list of service providers",
    async (service_providers) => {
      const body = { token: { ...TOKEN_BODY.token, service_providers } };
      const { done } = run({}, { [`POST ${homeUrl}/auth/tokens`]: { headers: { "x-subject-token": "HOME" }, body } });
      expect(await errorOf(() => done)).toMatchObject({ code: "UNSUPPORTED_AUTH" });
    },
  );

  it.each<[string, FakeAnswer, string]>([
    [`POST ${ecpUrl}`, { status: 403, headers: {}, body: { error: { message: "No." } } }, "AUTH_FAILED"],
    [`POST ${ecpUrl}`, { status: 200, headers: {}, body: " " }, "INVALID_TOKEN_RESPONSE"],
    [`POST ${ecpUrl}`, { status: 503, headers: {}, body: "" }, "SERVICE_UNAVAILABLE"],
    [`POST ${assertUrl}`, { status: 403, headers: {}, body: "<html>" }, "AUTH_FAILED"],
    [`POST ${assertUrl}`, { status: 200, headers: {}, body: "<html>" }, "INVALID_TOKEN_RESPONSE"],
    [`POST ${assertUrl}`, { status: 307, headers: {}, body: "" }, "REDIRECT_REFUSED"],
    [`GET ${tokenUrl}`, { status: 401, headers: {}, body: { error: { message: "No mapping." } } }, "AUTH_FAILED"],
    [`GET ${tokenUrl}`, { status: 200, headers: {}, body: "<html>" }, "INVALID_TOKEN_RESPONSE"],
  ])("fails with a typed error when %s answers %j", async (request, answer, code) => {
    expect(await errorOf(() => run({}, { [request]: answer }).done)).toMatchObject({ code, openstack: true });
  });

  describe("in several scopes", () => {
    const places = (sent: readonly AuthRequest[]): string[] => sent.map(({ url }) => url.replace(/.*\//, ""));
    const visit = ["ecp", "ECP", "auth"];
    const journey = ["tokens", ...visit];
    const scoped = { projectId: "P" };
    const domain = { domain: { id: "D" } };
    const once = (): AuthMethod => totp({ authUrl: homeUrl, userId: "U", passcode: "123456", projectId: "HP" });
    const living = { body: { token: { ...TOKEN_BODY.token, expires_at: "2099-01-01T00:00:00Z" } } };

    /** Both clouds, whose tokens live; the other one's rescoping does as the answers say, the last of them for good. */
    function clouds(rescoping: readonly FakeAnswer[] = []) {
      const left = [...rescoping];
      const answers = script({ [`GET ${tokenUrl}`]: { headers: { "x-subject-token": "UNSCOPED" }, ...living } });
      return scriptedContext(({ method, url }) => {
        const answer = answers[`${method} ${url}`] ?? { status: 404 };
        return url === "https://sp.example:5000/v3/auth/tokens" ? (left.shift() ?? answer) : answer;
      });
    }

    it("logs in at home once, also when they are wanted at the same time", async () => {
      const { context, sent } = clouds();
      const method = k2k({ auth: once(), serviceProvider: "partner", ...scoped });
      await Promise.all([method.authenticate(context), method.withScope(domain).authenticate(context)]);
      expect(places(sent)).toEqual([...journey, "tokens", "tokens"]);
      expect(await method.withScope("unscoped").authenticate(context)).toMatchObject({ kind: "token" });
      expect(sent).toHaveLength(6);
    });

    it("keeps what the login at home brought when the scope's token is not to be had for a while", async () => {
      const { context, sent } = clouds([{ status: 503, headers: {}, body: "" }]);
      const method = k2k({ auth: once(), serviceProvider: "partner", ...scoped });
      expect(await errorOf(() => method.authenticate(context))).toMatchObject({ status: 503 });
      expect(await method.authenticate(context)).toMatchObject({ kind: "token" });
      expect(places(sent)).toEqual([...journey, "tokens", "tokens"]);
    });

    it("needs no other login at home when the other cloud was out of order", async () => {
      let down = true;
      const answers = script();
      const { context, sent } = scriptedContext(({ method, url }) =>
        down && url === assertUrl ? { status: 503, headers: {}, body: "" } : (answers[`${method} ${url}`] ?? {}),
      );
      const method = k2k({ auth: once(), serviceProvider: "partner" });
      expect(await errorOf(() => method.authenticate(context))).toMatchObject({ status: 503 });
      down = false;
      expect(await method.authenticate(context)).toMatchObject({ kind: "token" });
      expect(places(sent)).toEqual(["tokens", "ecp", "ECP", ...visit]);
    });

    it("goes the whole way again to renew, and to the other cloud when its token is not taken any more", async () => {
      const { context, sent } = clouds([{}, { status: 401, headers: {}, body: {} }]);
      const method = k2k({ auth: home, serviceProvider: "partner", ...scoped });
      await method.authenticate(context);
      const previous = await method.authenticate(context);
      expect(places(sent)).toEqual([...journey, "tokens", "tokens", ...visit, "tokens"]);
      sent.length = 0;
      await method.authenticate({ ...context, previous });
      expect(places(sent)).toEqual([...journey, "tokens"]);
    });

    it("does not hand out an unscoped token that was lost", async () => {
      const { context, sent } = clouds();
      const method = k2k({ auth: home, serviceProvider: "partner" });
      for (const _time of [1, 2]) await method.authenticate(context);
      expect(places(sent)).toEqual([...journey, ...visit]);
    });
  });

  it("is who its home is, at that service provider, and proves itself as at home", async () => {
    const method = k2k({ auth: home, serviceProvider: "partner", domainId: "D" });
    expect(method).toMatchObject({ type: "k2k", authUrl: undefined, scope: { domain: { id: "D" } } });
    expect(method.subject).toEqual({
      userId: "U",
      homeMethod: "v3password",
      homeUrl,
      homeScope: '{"project":{"id":"HP"}}',
      serviceProvider: "partner",
    });
    expect((await method.proof?.())?.reveal()).toBe("p");
    expect(method.withScope({ project: { id: "P" } }).scope).toEqual({ project: { id: "P" } });
  });

  it.each([undefined, null, 5, {}, noAuth()])("refuses %j as a home", async (auth) => {
    const error = await errorOf(() => Reflect.apply(k2k, undefined, [{ auth, serviceProvider: "partner" }]));
    expect(error).toMatchObject({ name: "ConfigError", key: "auth" });
  });

  it("refuses a home without tokens", async () => {
    const auth = { ...noAuth(), authUrl: homeUrl };
    expect(await errorOf(() => run({ auth }).done)).toMatchObject({ code: "UNSUPPORTED_AUTH" });
  });

  it("gives the token of the other cloud, never that of the home cloud", async () => {
    const { done } = run({ projectId: "P" });
    const grant = await done;
    expect(tokenGrant(grant as Parameters<typeof tokenGrant>[0]).token.reveal()).toBe("SCOPED");
  });
});

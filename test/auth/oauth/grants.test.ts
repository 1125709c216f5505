import { describe, expect, it, vi } from "vitest";
import type { AuthContext } from "../../../src/auth/method.ts";
import { oidcPassword } from "../../../src/auth/oauth/oidc-password.ts";
import { AuthError } from "../../../src/errors/errors.ts";
import { errorOf } from "../fake-keystone.ts";
import { base, DOOR, forms, granted, KEYSTONE, old, provider, spent, TOKEN } from "./fake-provider.ts";

const user = { ...base, accessTokenEndpoint: TOKEN, username: "u", password: "p" };
const withRefresh = { ...granted, refresh_token: "RT1" };
const spentWithRefresh = { ...spent, refresh_token: "RT1" };
const refused = { status: 401, headers: {}, body: { error: { code: 401, message: "No." } } };

describe("what a provider granted", () => {
  it("serves another scope while it is good, without another request to the provider", async () => {
    const { context, sent } = provider();
    const method = oidcPassword({ ...user, projectId: "A" });
    await method.authenticate(context);
    await method.withScope({ project: { id: "B" } }).authenticate(context);
    expect(forms(sent)).toHaveLength(1);
    expect(sent.filter(({ url }) => url === DOOR)).toHaveLength(2);
  });

  it("is had anew when it has expired", async () => {
    const { context, sent } = provider({ [`POST ${TOKEN}`]: { status: 200, body: spent } });
    const method = oidcPassword(user);
    await method.authenticate(context);
    await method.authenticate(context);
    expect(forms(sent)).toHaveLength(2);
  });

  it("is had anew when Keystone does not take it any more", async () => {
    let tokens = 0;
    let good = 1;
    const { context, sent } = provider({
      [`POST ${TOKEN}`]: () => ({ status: 200, body: { ...granted, access_token: `AT${++tokens}` } }),
      [`POST ${DOOR}`]: () => (good === tokens ? {} : refused),
    });
    const method = oidcPassword(user);
    await method.authenticate(context);
    good = 2;
    await method.authenticate(context);
    expect(forms(sent)).toHaveLength(2);
  });

  it("is kept when Keystone fails, which says nothing of it", async () => {
    let down = false;
    const { context, sent } = provider({ [`POST ${DOOR}`]: () => (down ? { status: 503, body: {} } : {}) });
    const method = oidcPassword(user);
    await method.authenticate(context);
    down = true;
    expect(await errorOf(() => method.authenticate(context))).toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    down = false;
    await method.authenticate(context);
    expect(forms(sent)).toHaveLength(1);
  });

  it("serves a renewal while it is good", async () => {
    const { context, sent } = provider({ [`POST ${TOKEN}`]: { status: 200, body: withRefresh } }, old);
    const method = oidcPassword(user);
    for (let login = 1; login <= 3; login++) await method.authenticate(context);
    expect(forms(sent)).toHaveLength(1);
    expect(sent.filter(({ url }) => url === DOOR)).toHaveLength(3);
  });

  it("is had anew once when Keystone refuses it to several scopes, also to one that comes late", async () => {
    let tokens = 0;
    let refusals = 0;
    const { context, sent } = provider({
      [`POST ${TOKEN}`]: () => ({ status: 200, body: { ...granted, access_token: `AT${++tokens}` } }),
    });
    const method = oidcPassword(user);
    await method.authenticate(context);
    const send: AuthContext["send"] = async (request) => {
      if (request.headers?.authorization !== "Bearer AT1") return context.send(request);
      // The second of them is refused when the first has its new token.
      if (++refusals === 2) await one;
      throw new AuthError("AUTH_FAILED", "No.", { method: "test" });
    };
    const one = method.authenticate({ ...context, send });
    await Promise.all([one, method.authenticate({ ...context, send })]);
    expect(forms(sent)).toHaveLength(2);
  });

  it("is not had anew for a scope that is refused", async () => {
    const { context, sent } = provider({ [`POST ${KEYSTONE}`]: refused });
    const method = oidcPassword({ ...user, projectId: "A" });
    await errorOf(() => method.authenticate(context));
    expect(await errorOf(() => method.authenticate(context))).toMatchObject({ code: "AUTH_FAILED" });
    expect(forms(sent)).toHaveLength(1);
  });

  it("is asked for once when several scopes need it at the same time", async () => {
    const { context, sent } = provider({ [`POST ${TOKEN}`]: { status: 200, body: withRefresh } });
    const method = oidcPassword({ ...user, projectId: "A" });
    await Promise.all([
      method.authenticate(context),
      method.withScope({ project: { id: "B" } }).authenticate(context),
      method.withScope({ system: "all" }).authenticate(context),
    ]);
    expect(forms(sent)).toHaveLength(1);
  });

  it("does not fail those who wait because somebody else's request failed", async () => {
    let first = true;
    const { context } = provider({
      [`POST ${TOKEN}`]: () => {
        const answer = first ? { status: 500, body: {} } : { status: 200, body: granted };
        first = false;
        return answer;
      },
    });
    const method = oidcPassword(user);
    const [one, other] = await Promise.allSettled([method.authenticate(context), method.authenticate(context)]);
    expect([one.status, other.status]).toEqual(["rejected", "fulfilled"]);
  });
});

describe("a renewal", () => {
  it("uses the refresh token, and the next one the next refresh token", async () => {
    let next = 1;
    const { context, sent } = provider({
      [`POST ${TOKEN}`]: () => ({ status: 200, body: { ...spent, refresh_token: `RT${next++}` } }),
    });
    const method = oidcPassword(user);
    for (let i = 0; i < 3; i++) await method.authenticate(context);
    expect(forms(sent)).toEqual([
      { grant_type: "password", username: "u", password: "p", scope: "openid profile" },
      { grant_type: "refresh_token", refresh_token: "RT1" },
      { grant_type: "refresh_token", refresh_token: "RT2" },
    ]);
    expect(sent[2]?.headers).toEqual({ authorization: `Basic ${Buffer.from("cid:cs").toString("base64")}` });
  });

  it("keeps a refresh token that the provider does not replace", async () => {
    let first = true;
    const { context, sent } = provider({
      [`POST ${TOKEN}`]: () => {
        const body = first ? spentWithRefresh : spent;
        first = false;
        return { status: 200, body };
      },
    });
    const method = oidcPassword(user);
    for (let i = 0; i < 3; i++) await method.authenticate(context);
    expect(forms(sent).slice(1)).toEqual([1, 2].map(() => ({ grant_type: "refresh_token", refresh_token: "RT1" })));
  });

  it("goes the whole way again when the refresh token is refused", async () => {
    const answers = [
      { status: 200, body: spentWithRefresh },
      { status: 400, headers: {}, body: { error: "invalid_grant" } },
      { status: 200, body: spent },
      { status: 200, body: spent },
    ];
    const { context, sent } = provider({ [`POST ${TOKEN}`]: () => answers.shift() ?? {} });
    const method = oidcPassword(user);
    for (let i = 0; i < 3; i++) await method.authenticate(context);
    expect(forms(sent)).toMatchObject([
      { grant_type: "password" },
      { grant_type: "refresh_token" },
      { grant_type: "password" },
      { grant_type: "password" },
    ]);
  });

  it.each(["temporarily_unavailable", "slow_down"])(
    "keeps the refresh token, and goes no other way, when the provider says %s",
    async (error) => {
      const answers = [
        { status: 200, body: spentWithRefresh },
        { status: 400, headers: {}, body: { error, error_description: "RT1 for cs? Later." } },
        { status: 200, body: spent },
      ];
      const { context, sent } = provider({ [`POST ${TOKEN}`]: () => answers.shift() ?? {} });
      const method = oidcPassword(user);
      await method.authenticate(context);
      const message = expect.stringContaining(`answered ${error}, "[redacted] for [redacted]? Later."`);
      expect(await errorOf(() => method.authenticate(context))).toMatchObject({ code: "AUTH_FAILED", message });
      await method.authenticate(context);
      expect(forms(sent).slice(1)).toMatchObject([{ refresh_token: "RT1" }, { refresh_token: "RT1" }]);
    },
  );

  it("asks nobody for a password when nobody waits any more for the refresh token that is refused", async () => {
    const gone = new AbortController();
    const answers = [
      { status: 200, body: spentWithRefresh },
      { status: 400, headers: {}, body: { error: "invalid_grant" } },
    ];
    const { context } = provider({
      [`POST ${TOKEN}`]: () => {
        if (answers.length === 1) gone.abort(new Error("enough"));
        return answers.shift() ?? {};
      },
    });
    const password = vi.fn(() => "p");
    const method = oidcPassword({ ...user, password });
    await method.authenticate(context);
    const error = errorOf(() => method.authenticate({ ...context, signal: gone.signal }));
    expect(await error).toMatchObject({ message: "enough" });
    expect(password).toHaveBeenCalledTimes(1);
  });

  it("keeps the refresh token when the provider fails", async () => {
    const answers = [
      { status: 200, body: spentWithRefresh },
      { status: 503, body: {} },
      { status: 200, body: spent },
    ];
    const { context, sent } = provider({ [`POST ${TOKEN}`]: () => answers.shift() ?? {} });
    const method = oidcPassword(user);
    await method.authenticate(context);
    expect(await errorOf(() => method.authenticate(context))).toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    await method.authenticate(context);
    expect(forms(sent).slice(1)).toMatchObject([{ refresh_token: "RT1" }, { refresh_token: "RT1" }]);
  });
});

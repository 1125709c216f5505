import { describe, expect, it, vi } from "vitest";
import type { AuthContext, AuthMethod, TokenGrant } from "../../../src/auth/method.ts";
import { httpBasic } from "../../../src/auth/methods/http-basic.ts";
import { withServiceToken } from "../../../src/auth/methods/with-service-token.ts";
import { AuthError } from "../../../src/errors/errors.ts";
import { secret } from "../../../src/redaction/secret.ts";
import { errorOf, fakeContext, tokenGrant } from "../fake-keystone.ts";

const authUrl = "https://k.example/v3";
const HOUR = 3_600_000;

/** A method whose tokens are named after it and numbered, living for `lifetime` ms. */
function numbered(name: string, lifetime: number): AuthMethod & { readonly contexts: AuthContext[] } {
  const contexts: AuthContext[] = [];
  const method = {
    type: "v3password",
    authUrl,
    scope: undefined,
    subject: { userId: name },
    proof: () => secret(name),
    contexts,
    authenticate: vi.fn(async (context: AuthContext): Promise<TokenGrant> => {
      contexts.push(context);
      const issuedAt = Date.now();
      const token = secret(`${name}-${contexts.length}`);
      return { kind: "token", token, issuedAt, expiresAt: issuedAt + lifetime, identity: { user: { id: name } } };
    }),
    withScope: () => method,
  };
  return method;
}

async function tokensOf(method: AuthMethod): Promise<readonly [string, string | undefined]> {
  const grant = tokenGrant(await method.authenticate(fakeContext().context));
  return [grant.token.reveal(), grant.headers?.["x-service-token"]?.reveal()];
}

describe("withServiceToken", () => {
  it("sends the service's token beside the user's, as the user", async () => {
    const user = numbered("user", HOUR);
    const method = withServiceToken(user, numbered("service", HOUR));
    expect(await tokensOf(method)).toEqual(["user-1", "service-1"]);
    expect(method).toMatchObject({ type: "v3password", authUrl, subject: { userId: "user" }, proof: undefined });
    const grant = tokenGrant(await method.authenticate(fakeContext().context));
    expect(grant.identity).toEqual({ user: { id: "user" } });
  });

  it.each([
    [HOUR, 2 * HOUR],
    [2 * HOUR, HOUR],
  ])("ends when the first of the two tokens does (user %i ms, service %i ms)", async (userLife, serviceLife) => {
    const method = withServiceToken(numbered("user", userLife), numbered("service", serviceLife));
    const { issuedAt, expiresAt } = tokenGrant(await method.authenticate(fakeContext().context));
    expect(expiresAt - issuedAt).toBe(HOUR);
  });

  it("renews both when the session has to renew: either may be the refused one", async () => {
    const method = withServiceToken(numbered("user", HOUR), numbered("service", HOUR));
    await tokensOf(method);
    expect(await tokensOf(method)).toEqual(["user-2", "service-2"]);
  });

  it("shares the service's token among the sessions of many users", async () => {
    const service = numbered("service", HOUR);
    const first = withServiceToken(numbered("a", HOUR), service);
    expect(await tokensOf(first)).toEqual(["a-1", "service-1"]);
    expect(await tokensOf(withServiceToken(numbered("b", HOUR), service))).toEqual(["b-1", "service-1"]);
    expect(await tokensOf(first)).toEqual(["a-2", "service-2"]);
    expect(await tokensOf(withServiceToken(numbered("c", HOUR), service))).toEqual(["c-1", "service-2"]);
  });

  it("logs a service in once for many users at the same time", async () => {
    const service = numbered("service", HOUR);
    const all = Array.from({ length: 50 }, (_, index) =>
      tokensOf(withServiceToken(numbered(`u${index}`, HOUR), service)),
    );
    expect(new Set((await Promise.all(all)).map(([, token]) => token))).toEqual(new Set(["service-1"]));
  });

  it("logs in by itself when the session that went ahead gave up", async () => {
    const service = numbered("service", HOUR);
    let fail: (error: Error) => void = () => undefined;
    const plain = service.authenticate;
    service.authenticate = vi.fn(plain).mockImplementationOnce(() => new Promise((_, reject) => (fail = reject)));
    const first = errorOf(() => tokensOf(withServiceToken(numbered("a", HOUR), service)));
    const second = tokensOf(withServiceToken(numbered("b", HOUR), service));
    fail(new Error("the session was closed"));
    expect(await first).toMatchObject({ message: "the session was closed" });
    expect(await second).toEqual(["b-1", "service-1"]);
  });

  it("asks once for a service that is refused, and tells all who waited", async () => {
    const authenticate = vi.fn(async () => {
      throw new AuthError("AUTH_FAILED", "no", { method: "v3password" });
    });
    const service = { ...numbered("service", HOUR), authenticate };
    const all = Array.from({ length: 20 }, () =>
      errorOf(() => tokensOf(withServiceToken(numbered("u", HOUR), service))),
    );
    for (const error of await Promise.all(all)) expect(error).toMatchObject({ code: "AUTH_FAILED" });
    expect(authenticate).toHaveBeenCalledTimes(1);
  });

  it("does not share a service's token in the second half of its life", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      const service = numbered("service", HOUR);
      await tokensOf(withServiceToken(numbered("a", HOUR), service));
      vi.advanceTimersByTime(HOUR / 2 + 1);
      expect(await tokensOf(withServiceToken(numbered("b", HOUR), service))).toEqual(["b-1", "service-2"]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("gives each method its own previous grant", async () => {
    const [user, service] = [numbered("user", HOUR), numbered("service", HOUR)];
    const method = withServiceToken(user, service);
    const first = await method.authenticate(fakeContext().context);
    await method.authenticate(fakeContext({}, first).context);
    expect(user.contexts[1]?.previous).toBe(first);
    expect(service.contexts[1]?.previous).toMatchObject({ identity: { user: { id: "service" } } });
  });

  it("keeps the service when the user's scope changes", async () => {
    const method = withServiceToken(numbered("user", HOUR), numbered("service", HOUR)).withScope("unscoped");
    expect(await tokensOf(method)).toEqual(["user-1", "service-1"]);
  });

  it("passes on why there is no token of either", async () => {
    const broken = { ...numbered("x", HOUR), authenticate: () => Promise.reject(new Error("no token")) };
    for (const method of [
      withServiceToken(broken, numbered("s", HOUR)),
      withServiceToken(numbered("u", HOUR), broken),
    ]) {
      expect(await errorOf(() => tokensOf(method))).toMatchObject({ message: "no token" });
    }
  });

  it.each([undefined, null, "token", Promise.resolve(numbered("u", HOUR))])("refuses %j as a login", async (none) => {
    for (const pair of [
      [none, numbered("s", HOUR)],
      [numbered("u", HOUR), none],
    ]) {
      const error = await errorOf(() => Reflect.apply(withServiceToken, undefined, pair));
      expect(error).toMatchObject({ name: "ConfigError", key: pair[0] === none ? "user" : "service" });
    }
  });

  it("needs tokens on both sides", async () => {
    const basic = httpBasic({ username: "u", password: "p" });
    for (const method of [withServiceToken(basic, numbered("s", HOUR)), withServiceToken(numbered("u", HOUR), basic)]) {
      expect(await errorOf(() => tokensOf(method))).toMatchObject({ code: "UNSUPPORTED_AUTH", method: "http_basic" });
    }
  });
});

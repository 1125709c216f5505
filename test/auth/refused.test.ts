import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AuthMethod } from "../../src/auth/method.ts";
import { token } from "../../src/auth/methods/token.ts";
import { TokenSource } from "../../src/auth/tokens.ts";
import { errorOf, type FakeAnswer, scriptedContext } from "./fake-keystone.ts";
import { authUrl, withPassword } from "./with-password.ts";

const LIFE = 3_600_000;
const PAGE: FakeAnswer = { status: 404, headers: { "content-type": "text/plain" }, body: "default backend - 404" };
const NO: FakeAnswer = { status: 401, headers: {}, body: { error: { code: 401, message: "No." } } };

let answer: FakeAnswer | undefined;
beforeEach(() => {
  answer = undefined;
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
});
afterEach(() => vi.useRealTimers());

/** The tokens of a method at a Keystone that answers as the test says, else with a token of an hour. */
function tokensOf(auth: AuthMethod): TokenSource {
  const time = (ms: number): string => new Date(ms).toISOString();
  const good = (): FakeAnswer => ({
    body: { token: { issued_at: time(Date.now()), expires_at: time(Date.now() + LIFE) } },
  });
  const { context } = scriptedContext(() => answer ?? good());
  return new TokenSource(auth, (request) => context.send(request));
}

describe("while a token is still good", () => {
  it.each([
    ["a page instead of Keystone", PAGE],
    ["Keystone's other versions", { status: 300, headers: {}, body: { versions: {} } }],
  ])("%s refuses nobody, and costs no call before the token has ended", async (_, page) => {
    const tokens = tokensOf(withPassword());
    const first = await tokens.get();
    answer = page;
    vi.advanceTimersByTime(LIFE - 60_000);
    expect(await tokens.get()).toBe(first);
    vi.advanceTimersByTime(60_000);
    const error = await errorOf(() => tokens.get());
    expect(String(error)).toContain("There is no identity API v3 there");
    answer = undefined;
    expect(await tokens.get()).not.toBe(first);
  });

  it("a function that cannot get the secret costs no call before the token has ended", async () => {
    const ask = vi.fn(() => "p");
    const tokens = tokensOf(withPassword({ password: ask }));
    const first = await tokens.get();
    ask.mockImplementation(() => {
      throw new Error("the vault is sealed");
    });
    vi.advanceTimersByTime(LIFE - 60_000);
    expect(await tokens.get()).toBe(first);
    vi.advanceTimersByTime(60_000);
    expect(await errorOf(() => tokens.get())).toMatchObject({ code: "AUTH_FAILED" });
  });

  it("Keystone's own no is an error at once", async () => {
    const tokens = tokensOf(withPassword());
    await tokens.get();
    answer = NO;
    vi.advanceTimersByTime(LIFE - 60_000);
    expect(await errorOf(() => tokens.get())).toMatchObject({ code: "AUTH_FAILED" });
  });
});

it("a token that cannot be looked at is not called one that has ended", async () => {
  const tokens = tokensOf(token({ authUrl, token: "T" }));
  await tokens.get();
  answer = PAGE;
  expect(await errorOf(() => tokens.refresh())).toMatchObject({ code: "INVALID_TOKEN_RESPONSE" });
  answer = NO;
  expect(await errorOf(() => tokens.refresh())).toMatchObject({ code: "NOT_RENEWABLE" });
});

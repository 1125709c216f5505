import { inspect } from "node:util";
import { describe, expect, it, vi } from "vitest";
import { oneTimeSecretOf, type SecretSource, secretOf, unansweredIn } from "../../src/auth/secret-input.ts";
import { AuthError, HttpError, TransportError } from "../../src/errors/errors.ts";
import type { Secret } from "../../src/redaction/secret.ts";
import { errorOf } from "./fake-keystone.ts";

const { signal } = new AbortController();
const option = (key: string): Parameters<typeof secretOf>[1] => ({ key, hint: "write one", method: "v3totp" });
const password = (value: unknown): SecretSource => secretOf({ password: value }, option("password"));
const passcode = (value: unknown): SecretSource => oneTimeSecretOf({ passcode: value }, option("passcode"));
const reveal = async (value: Secret): Promise<string> => value.reveal();

/** Answers "1", "2" and so on. */
function counting(): () => Promise<string> {
  let count = 0;
  return vi.fn(async () => String(++count));
}

const busy = new HttpError("SERVICE_UNAVAILABLE", "busy", {
  status: 503,
  method: "POST",
  url: "https://k.example/v3/auth/tokens",
  service: "identity",
  requestId: undefined,
  body: undefined,
  retryAfter: undefined,
  headers: {},
});
const lost = (sent: boolean): TransportError =>
  new TransportError("CONNECTION_LOST", "lost", { method: "POST", url: "https://k.example/v3", sent });

describe("a secret given as text", () => {
  it("is sent any number of times when it may be", async () => {
    const source = password("p");
    expect(await source.use(signal, reveal)).toBe("p");
    expect(await source.use(signal, reveal)).toBe("p");
    expect((await source.proof()).reveal()).toBe("p");
  });

  it("protocol §1.4 FIX: is not sent a second time when it counts once", async () => {
    const source = passcode("123456");
    expect(await source.use(signal, reveal)).toBe("123456");
    const login = vi.fn(reveal);
    const error = await errorOf(() => source.use(signal, login));
    expect(error).toMatchObject({ name: "AuthError", code: "NOT_RENEWABLE", method: "v3totp" });
    expect(String(error)).toContain("passcode: () =>");
    expect(String(error)).not.toContain("123456");
    expect(login).not.toHaveBeenCalled();
  });

  it.each([
    ["was refused", new AuthError("AUTH_FAILED", "no", { method: "v3totp" })],
    ["may have arrived", lost(true)],
  ])("is spent when it %s", async (_what, failure) => {
    const source = passcode("123456");
    expect(await errorOf(() => source.use(signal, () => Promise.reject(failure)))).toBe(failure);
    expect(await errorOf(() => source.use(signal, reveal))).toMatchObject({ code: "NOT_RENEWABLE" });
  });

  it.each([
    ["never arrived", lost(false)],
    ["came at a bad time", busy],
  ])("is good for another try when it %s", async (_what, failure) => {
    const source = passcode("123456");
    expect(await errorOf(() => source.use(signal, () => Promise.reject(failure)))).toBe(failure);
    expect(await source.use(signal, reveal)).toBe("123456");
  });

  it.each([undefined, null, "", 123456, {}])("is refused when it is %j", async (value) => {
    expect(await errorOf(() => password(value))).toMatchObject({ name: "ConfigError", key: "password" });
    expect(await errorOf(() => passcode(value))).toMatchObject({ name: "ConfigError", key: "passcode" });
  });
});

describe("a secret that is sent in a header", () => {
  const token = (accessToken: unknown): SecretSource =>
    secretOf({ accessToken }, { ...option("accessToken"), inHeader: true });

  it.each(["AT\n", "\r\n\tAT ", () => "AT\n", async () => "AT\n"])(
    "is what a file holds without its line break",
    async (value) => {
      expect(await token(value).use(signal, reveal)).toBe("AT");
    },
  );

  it.each(["A\nT", "A\0T", "漢", " \n"])("is refused by its option's name when it is %j", async (text) => {
    const refused = { name: "ConfigError", code: "INVALID_VALUE", key: "accessToken" };
    const error = await errorOf(() => token(text));
    expect(error).toMatchObject(refused);
    expect(String(error)).not.toContain(text);
    expect(await errorOf(() => token(() => text).use(signal, reveal))).toMatchObject(refused);
  });

  it("is the only kind that is trimmed", async () => {
    expect(await password(" p\n").use(signal, reveal)).toBe(" p\n");
    expect(await password(() => " p\n").use(signal, reveal)).toBe(" p\n");
    expect(await passcode(" 1\n").use(signal, reveal)).toBe(" 1\n");
  });
});

describe("a secret given as a function", () => {
  it.each([password, passcode])("is asked for anew at each login", async (make) => {
    const ask = counting();
    const source = make(ask);
    expect(ask).not.toHaveBeenCalled();
    expect(await source.use(signal, reveal)).toBe("1");
    expect(await source.use(signal, reveal)).toBe("2");
  });

  it("is asked for once for a store's key and the login after it", async () => {
    const ask = counting();
    const source = password(ask);
    const proofs = await Promise.all([source.proof(signal), source.proof(signal)]);
    expect(proofs.map((proof) => proof.reveal())).toEqual(["1", "1"]);
    expect(await source.use(signal, reveal)).toBe("1");
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it("goes to two logins at once when it is a password, to one each when it counts once", async () => {
    const shared = password(counting());
    expect(await Promise.all([shared.use(signal, reveal), shared.use(signal, reveal)])).toEqual(["1", "1"]);
    const once = passcode(counting());
    expect((await Promise.all([once.use(signal, reveal), once.use(signal, reveal)])).sort()).toEqual(["1", "2"]);
  });

  it("is asked for once for a store's key and the login after it when it fails, too", async () => {
    const ask = vi.fn(() => Promise.reject(new Error("no vault")));
    const source = password(ask);
    const error = await errorOf(() => source.proof(signal));
    expect(error).toMatchObject({ code: "AUTH_FAILED" });
    expect(await errorOf(() => source.use(signal, reveal))).toBe(error);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it("is not kept when the store had a token and there was no login", async () => {
    const source = password(counting());
    const [first, second] = [new AbortController(), new AbortController()];
    expect((await source.proof(first.signal)).reveal()).toBe("1");
    expect((await source.proof(second.signal)).reveal()).toBe("2");
    expect(await source.use(second.signal, reveal)).toBe("2");
  });

  it("is asked for without a signal when there is none", async () => {
    expect((await password(counting()).proof()).reveal()).toBe("1");
  });

  it.each([password, passcode])("is asked for again when the answer is not waited for any more", async (make) => {
    const asked: AbortSignal[] = [];
    const source = make((own: AbortSignal) => {
      asked.push(own);
      return asked.length === 1 ? new Promise<string>(() => undefined) : "42";
    });
    const flight = new AbortController();
    const first = errorOf(() => source.use(flight.signal, reveal));
    expect(unansweredIn(flight.signal)).toMatch(/^pass(word|code)$/);
    flight.abort(new Error("nobody waits"));
    expect(await first).toMatchObject({ message: "nobody waits" });
    expect(unansweredIn(flight.signal)).toBeUndefined();
    expect(await source.use(signal, reveal)).toBe("42");
    expect(asked.map(({ aborted }) => aborted)).toEqual([true, false]);
  });

  it("stays asked for as long as one of two logins waits for it", async () => {
    let answer: (text: string) => void = () => undefined;
    const ask = vi.fn(() => new Promise<string>((resolve) => (answer = resolve)));
    const source = password(ask);
    const flight = new AbortController();
    const first = errorOf(() => source.use(flight.signal, reveal));
    const second = source.use(signal, reveal);
    flight.abort(new Error("nobody waits"));
    await first;
    answer("42");
    expect(await second).toBe("42");
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it("may answer at once", async () => {
    expect(await passcode(() => "7").use(signal, reveal)).toBe("7");
  });

  it.each([undefined, "", 5, null])("must not answer %j", async (value) => {
    const error = await errorOf(() => passcode(() => value).use(signal, reveal));
    expect(error).toMatchObject({ name: "ConfigError", code: "INVALID_VALUE", key: "passcode" });
  });

  it.each([
    () => {
      throw new Error("no terminal");
    },
    () => Promise.reject(new Error("no terminal")),
  ])("makes a failure of its own an AuthError, and is asked again next time", async (fail) => {
    let works = false;
    const source = passcode(() => (works ? "ok" : fail()));
    const error = await errorOf(() => source.use(signal, reveal));
    expect(error).toMatchObject({ name: "AuthError", code: "AUTH_FAILED", cause: { message: "no terminal" } });
    expect(String(error)).toContain("passcode failed (Error); its cause says why");
    expect(String(error)).not.toContain("no terminal");
    works = true;
    expect(await source.use(signal, reveal)).toBe("ok");
  });

  it("X11: never shows an answer", async () => {
    const source = password(() => "hunter2-very-secret");
    await source.proof();
    expect(inspect([source, await source.proof()], { depth: 9, showHidden: true })).not.toContain("hunter2");
    expect(JSON.stringify([source, await source.proof()])).not.toContain("hunter2");
  });
});

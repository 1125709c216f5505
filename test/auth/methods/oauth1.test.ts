import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { type OAuth1Options, oauth1 } from "../../../src/auth/methods/oauth1.ts";
import { oauth1BaseString, oauth1Signature } from "../../../src/auth/oauth1-signature.ts";
import { secret } from "../../../src/redaction/secret.ts";
import { errorOf, fakeContext } from "../fake-keystone.ts";

const options: OAuth1Options = {
  authUrl: "https://k.example/identity",
  consumerKey: "CK",
  consumerSecret: "consumer-hunter2",
  accessKey: "AK",
  accessSecret: "access-hunter2",
};

/** The signature of a header, and the one it should have for a URL. */
function signatures(header: string, url: string): readonly [string, string] {
  const fields = [...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, value] as const);
  const given = decodeURIComponent(fields.find(([name]) => name === "oauth_signature")?.[1] ?? "");
  const signed = fields.filter(([name]) => name !== "oauth_signature");
  const base = oauth1BaseString(
    { method: "POST", url },
    signed.map(([name, value]) => [name, decodeURIComponent(value)]),
  );
  const by = {
    consumer: { key: "CK", secret: secret(options.consumerSecret) },
    token: { key: "AK", secret: secret(options.accessSecret) },
  };
  return [given, oauth1Signature(base, by)];
}

describe("oauth1", () => {
  it("sends an empty method and a signed header", async () => {
    const { context, sent } = fakeContext();
    await oauth1(options).authenticate(context);
    expect(sent).toEqual([
      {
        method: "POST",
        url: "https://k.example/identity/v3/auth/tokens",
        headers: {
          accept: "application/json",
          authorization: expect.stringMatching(/^OAuth oauth_consumer_key="CK", /),
        },
        json: { auth: { identity: { methods: ["oauth1"], oauth1: {} } } },
      },
    ]);
  });

  it("names the clock when it is refused, because a signature counts for ten minutes", async () => {
    const { context } = fakeContext({ status: 401, body: { error: { message: "No." } } });
    const error = await errorOf(() => oauth1(options).authenticate(context));
    expect(String(error)).toContain("this machine's clock");
  });

  it.each(["https://k.example/identity", "https://k.example/identity/v3/"])(
    "protocol §1.7 FIX: signs the URL that is asked, with its /v3 (auth URL %s)",
    async (authUrl) => {
      const { context, sent } = fakeContext();
      await oauth1({ ...options, authUrl }).authenticate(context);
      const header = sent[0]?.headers?.authorization ?? "";
      const [given, right] = signatures(header, "https://k.example/identity/v3/auth/tokens");
      const [, wrong] = signatures(header, "https://k.example/identity/auth/tokens");
      expect(given).toBe(right);
      expect(given).not.toBe(wrong);
    },
  );

  it("signs anew for each login", async () => {
    const { context, sent } = fakeContext();
    const method = oauth1(options);
    await method.authenticate(context);
    await method.authenticate(context);
    expect(sent[0]?.headers?.authorization).not.toBe(sent[1]?.headers?.authorization);
  });

  it("refuses any scope", async () => {
    expect(await errorOf(() => oauth1({ ...options, ...{ projectId: "P" } }))).toMatchObject({ code: "INVALID_SCOPE" });
    expect(await errorOf(() => oauth1(options).withScope("unscoped"))).toMatchObject({ code: "INVALID_SCOPE" });
    const half = await errorOf(() => oauth1({ ...options, ...{ projectName: "P" } }));
    expect(String(half)).toContain("leave the scope options out");
  });

  it.each(["consumerKey", "consumerSecret", "accessKey", "accessSecret"])("needs %s", async (key) => {
    const { [key]: _left, ...rest } = { ...options } as Record<string, string>;
    const error = await errorOf(() => Reflect.apply(oauth1, undefined, [rest]));
    expect(error).toMatchObject({ name: "ConfigError", code: "MISSING_VALUE", key });
  });

  it("protocol appendix B FIX: holds both secrets as secrets, and proves itself with both", async () => {
    const method = oauth1(options);
    expect(inspect(method, { depth: 9, showHidden: true }) + JSON.stringify(method)).not.toContain("hunter2");
    expect(method.subject).toEqual({ consumerKey: "CK", accessKey: "AK" });
    expect((await method.proof?.())?.reveal()).toBe('["consumer-hunter2","access-hunter2"]');
  });
});

import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { noAuth } from "../../../src/auth/methods/no-auth.ts";
import { password } from "../../../src/auth/methods/password.ts";
import { token } from "../../../src/auth/methods/token.ts";
import { totp } from "../../../src/auth/methods/totp.ts";
import { withReceipt } from "../../../src/auth/methods/with-receipt.ts";
import type { Receipt } from "../../../src/errors/errors.ts";
import { secret } from "../../../src/redaction/secret.ts";
import { errorOf, fakeContext, tokenGrant } from "../fake-keystone.ts";

const authUrl = "https://k.example/identity";
const receipt: Receipt = {
  id: secret("RCPT"),
  methods: ["password"],
  required: [["password", "totp"]],
  expiresAt: "2099-01-01T00:00:00.000000Z",
};
const code = (): ReturnType<typeof totp> => totp({ authUrl, userId: "U", passcode: () => "123456" });
const refused = { status: 401, headers: {}, body: { error: { code: 401, message: "No." } } };

describe("withReceipt", () => {
  it.each([
    ["the error's receipt", receipt],
    ["the receipt's id", "RCPT"],
    ["the receipt's id out of a file", "RCPT\n"],
  ])("sends what protocol appendix A shows with %s", async (_what, given) => {
    const { context, sent } = fakeContext();
    const grant = await withReceipt(code(), given).authenticate(context);
    expect(tokenGrant(grant).token.reveal()).toBe("NEW");
    expect(sent).toEqual([
      {
        method: "POST",
        url: "https://k.example/identity/v3/auth/tokens",
        headers: { accept: "application/json", "openstack-auth-receipt": "RCPT" },
        json: { auth: { identity: { methods: ["totp"], totp: { user: { passcode: "123456", id: "U" } } } } },
      },
    ]);
  });

  it("keeps the receipt when the scope changes, and who logs in", async () => {
    const { context, sent } = fakeContext();
    const method = withReceipt(code(), receipt).withScope({ project: { id: "P" } });
    expect(method).toMatchObject({
      type: "v3totp",
      authUrl,
      scope: { project: { id: "P" } },
      subject: { userId: "U" },
    });
    await method.authenticate(context);
    expect(sent[0]?.headers).toMatchObject({ "openstack-auth-receipt": "RCPT" });
    expect(sent[0]?.json).toMatchObject({ auth: { scope: { project: { id: "P" } } } });
  });

  it("sends the receipt with logins only", async () => {
    const { context, sent } = fakeContext({ status: 200 });
    await withReceipt(token({ authUrl, token: "OLD" }), receipt).authenticate(context);
    expect(sent[0]).toMatchObject({ method: "GET" });
    expect(sent[0]?.headers).not.toHaveProperty("openstack-auth-receipt");
  });

  it("is never stored: a password alone must not find a token that took more", () => {
    expect(withReceipt(password({ authUrl, userId: "U", password: "p" }), receipt).proof).toBeUndefined();
  });

  it("says that it cannot renew once the receipt is over", async () => {
    const method = withReceipt(code(), receipt);
    expect(await errorOf(() => method.authenticate(fakeContext(refused).context))).toMatchObject({
      code: "AUTH_FAILED",
    });
    await method.authenticate(fakeContext().context);
    const error = await errorOf(() => method.authenticate(fakeContext(refused).context));
    expect(error).toMatchObject({ code: "NOT_RENEWABLE", cause: { code: "AUTH_FAILED" } });
    const old = withReceipt(code(), { ...receipt, expiresAt: "2020-01-01T00:00:00Z" });
    expect(await errorOf(() => old.authenticate(fakeContext(refused).context))).toMatchObject({
      code: "NOT_RENEWABLE",
      message: expect.stringContaining("multiFactor()"),
    });
  });

  it("refuses methods without Keystone and receipts that are none", async () => {
    expect(await errorOf(() => withReceipt(noAuth(), receipt))).toMatchObject({ code: "INVALID_VALUE" });
    expect(await errorOf(() => withReceipt(code(), ""))).toMatchObject({ name: "ConfigError", key: "receipt" });
    for (const none of [null, {}, JSON.parse(JSON.stringify(receipt))]) {
      const error = await errorOf(() => Reflect.apply(withReceipt, undefined, [code(), none]));
      expect(error).toMatchObject({ name: "ConfigError", key: "receipt" });
    }
    const nobody = await errorOf(() => Reflect.apply(withReceipt, undefined, [undefined, receipt]));
    expect(nobody).toMatchObject({ name: "ConfigError", key: "method" });
  });

  it("X11: does not show the receipt", () => {
    const method = withReceipt(code(), receipt);
    expect(inspect(method, { depth: 9, showHidden: true }) + JSON.stringify(method)).not.toContain("RCPT");
  });
});

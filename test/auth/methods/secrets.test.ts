import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import type { AuthMethod } from "../../../src/auth/method.ts";
import { applicationCredential } from "../../../src/auth/methods/application-credential.ts";
import { httpBasic } from "../../../src/auth/methods/http-basic.ts";
import { token } from "../../../src/auth/methods/token.ts";
import { HttpError, isOpenStackError } from "../../../src/errors/errors.ts";
import { errorOf, fakeContext } from "../fake-keystone.ts";
import { authUrl, withPassword } from "../with-password.ts";

describe("X11: secrets", () => {
  const SECRET = "hunter2-very-secret";
  const all: readonly AuthMethod[] = [
    withPassword({ password: SECRET }),
    withPassword({ password: SECRET }).withScope("unscoped"),
    token({ authUrl, token: SECRET }),
    applicationCredential({ authUrl, id: "AC", secret: SECRET }),
    httpBasic({ username: "u", password: SECRET }),
  ];

  it.each(all)("$type never shows its secret", async (method) => {
    const grant = await method.authenticate(fakeContext({ headers: { "x-subject-token": SECRET } }).context);
    const encoded = Buffer.from(`u:${SECRET}`).toString("base64");
    for (const shown of [method, grant, await method.proof?.()]) {
      const text = `${inspect(shown, { depth: 9, showHidden: true })} ${JSON.stringify(shown)} ${String(shown)}`;
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain(encoded);
    }
  });

  it.each([
    [500, `sent ${SECRET}`],
    [401, { error: { message: `No ${SECRET} here.` } }],
    [500, { echo: { identity: [SECRET] } }],
    [503, { error: { message: `Could not find token: ${SECRET}.` } }],
  ])("that Keystone repeats in a %i are not passed on", async (status, body) => {
    const methods = [withPassword({ password: SECRET }), token({ authUrl, token: SECRET })];
    for (const method of [...methods, token({ authUrl, token: SECRET, projectId: "P" })]) {
      const error = await errorOf(() => method.authenticate(fakeContext({ status, body }).context));
      expect(isOpenStackError(error)).toBe(true);
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(SECRET);
      expect(JSON.stringify(error instanceof HttpError && error.body)).not.toContain(SECRET);
    }
  });

  it("gives the proof to a token store", async () => {
    const proof = await withPassword({ password: SECRET }).proof?.();
    expect(proof?.reveal()).toBe(SECRET);
  });
});

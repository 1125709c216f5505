import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { applicationCredential } from "../../src/auth/methods/application-credential.ts";
import { AuthError } from "../../src/errors/errors.ts";
import { errorOf, fakeContext } from "./fake-keystone.ts";
import { authUrl, withPassword } from "./with-password.ts";

describe("refusals", () => {
  it.each([400, 401, 403])("tells what Keystone said and what to check after %i", async (status) => {
    const body = { error: { code: status, message: "No such thing.", title: "x" } };
    const error = await errorOf(() => withPassword().authenticate(fakeContext({ status, body }).context));
    expect(error).toMatchObject({ name: "AuthError", code: "AUTH_FAILED", authUrl });
    expect(String(error)).toContain("No such thing. Check the user");
  });

  it.each([300, 404])("says that there is no Keystone after a %i", async (status) => {
    const { context } = fakeContext({ status, body: "" });
    const error = await errorOf(() => withPassword().authenticate(context));
    expect(error).toMatchObject({ code: "INVALID_TOKEN_RESPONSE" });
    expect(String(error)).toContain("no identity API v3 there: https://k.example/identity/v3/auth/tokens answered");
  });

  it.each([
    [400, "BAD_REQUEST"],
    [403, "FORBIDDEN"],
  ])("does not take a proxy's page with %i for Keystone's word on the password", async (status, code) => {
    const page = "<html><head><title>No way</title></head><body><h1>Ask the operator</h1></body></html>";
    const error = await errorOf(() => withPassword().authenticate(fakeContext({ status, body: page }).context));
    expect(error).toMatchObject({ name: "HttpError", code, status, message: "No way: Ask the operator" });
  });

  it("takes a 404 in Keystone's own words as a refusal, not as a missing Keystone", async () => {
    const body = { error: { code: 404, message: "Could not find Application Credential: AC.", title: "Not Found" } };
    const method = applicationCredential({ authUrl, id: "AC", secret: "S" });
    const error = await errorOf(() => method.authenticate(fakeContext({ status: 404, body }).context));
    expect(error).toMatchObject({ code: "AUTH_FAILED" });
    expect(String(error)).toContain("refused the login: Could not find Application Credential: AC.");
    expect(String(error)).not.toContain("There is no identity API");
  });

  it("names the methods Keystone takes when it does not take this one", async () => {
    const body = {
      error: { code: 401, message: "Attempted.", identity: { methods: ["password", "token"] }, title: "Unauthorized" },
    };
    const error = await errorOf(() => withPassword().authenticate(fakeContext({ status: 401, body }).context));
    expect(error).toMatchObject({ name: "AuthError", code: "UNSUPPORTED_AUTH", method: "v3password" });
    expect(String(error)).toContain("does not take v3password; the methods it takes are password, token.");
  });

  it.each([
    [429, "TOO_MANY_REQUESTS"],
    [500, "SERVER_ERROR"],
    [503, "SERVICE_UNAVAILABLE"],
    [302, "REDIRECT_REFUSED"],
  ])("gives a %i back as an HttpError %s: nothing was refused", async (status, code) => {
    const { context } = fakeContext({ status, headers: { "retry-after": "7" }, body: "busy" });
    const error = await errorOf(() => withPassword().authenticate(context));
    expect(error).toMatchObject({
      name: "HttpError",
      code,
      status,
      service: "identity",
      retryAfter: 7000,
      body: "busy",
    });
  });

  const receipt = { "openstack-auth-receipt": "RCPT" };

  it("reads a receipt of a Keystone that does not say what is missing, nor how long there is", async () => {
    const body = { receipt: { methods: ["password"] }, required_auth_methods: [] };
    const { context } = fakeContext({ status: 401, headers: { "openstack-auth-receipt": "R" }, body });
    const error = await errorOf(() => withPassword().authenticate(context));
    expect(error).toMatchObject({ code: "RECEIPT_REQUIRED", receipt: { required: [], expiresAt: undefined } });
    expect(String(error)).toContain("wants more than password: it does not say what");
  });

  it("reads a receipt challenge", async () => {
    const body = {
      receipt: { methods: ["password"], user: { id: "u" }, expires_at: "2099-01-01T00:00:00.000000Z" },
      required_auth_methods: [["password", "totp"]],
    };
    const error = await errorOf(() =>
      withPassword().authenticate(fakeContext({ status: 401, headers: receipt, body }).context),
    );
    expect(error).toMatchObject({
      code: "RECEIPT_REQUIRED",
      receipt: { methods: ["password"], required: [["password", "totp"]], expiresAt: "2099-01-01T00:00:00.000000Z" },
    });
    expect(String(error)).toContain("password + totp");
    expect(error instanceof AuthError && error.receipt?.id.reveal()).toBe("RCPT");
    expect(inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error)).not.toContain("RCPT");
  });

  it.each([["<html>"], [{}], [{ receipt: null, required_auth_methods: [] }], [{ receipt: { methods: ["password"] } }]])(
    "protocol §1.7 FIX: a receipt header over the body %j is a plain refusal",
    async (body) => {
      const { context } = fakeContext({ status: 401, headers: receipt, body });
      expect(await errorOf(() => withPassword().authenticate(context))).toMatchObject({ code: "AUTH_FAILED" });
    },
  );
});

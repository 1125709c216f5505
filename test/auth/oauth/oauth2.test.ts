import { describe, expect, it } from "vitest";
import { oauth2ClientCredentials } from "../../../src/auth/oauth/oauth2-client-credentials.ts";
import { oauth2MtlsClientCredentials } from "../../../src/auth/oauth/oauth2-mtls-client-credentials.ts";
import { errorOf, TOKEN_BODY, tokenGrant } from "../fake-keystone.ts";
import { forms, granted, KEYSTONE, provider } from "./fake-provider.ts";

const authUrl = "https://k.example/identity";
const oauth2Endpoint = "https://k.example/identity/v3/OS-OAUTH2/token";
const app = { authUrl, oauth2Endpoint, oauth2ClientId: "AC", oauth2ClientSecret: "S-_%+" };
const mtls = { authUrl, oauth2Endpoint, oauth2ClientId: "UID" };
const ok = { [`POST ${oauth2Endpoint}`]: { status: 200, body: { ...granted, expires_in: 7200 } } };

describe("oauth2ClientCredentials", () => {
  it("gets Keystone's token and a bearer token to go with it, with the secret just as it is", async () => {
    const { context, sent } = provider(ok);
    const grant = tokenGrant(await oauth2ClientCredentials(app).authenticate(context));
    expect(sent).toEqual([
      {
        method: "POST",
        url: KEYSTONE,
        headers: { accept: "application/json" },
        json: {
          auth: {
            identity: {
              methods: ["application_credential"],
              application_credential: { id: "AC", secret: "S-_%+" },
            },
          },
        },
      },
      {
        method: "POST",
        url: oauth2Endpoint,
        headers: { authorization: `Basic ${Buffer.from("AC:S-_%+").toString("base64")}` },
        form: { grant_type: "client_credentials" },
        lasting: true,
      },
    ]);
    expect(grant.token.reveal()).toBe("SCOPED");
    expect(grant.headers?.authorization?.reveal()).toBe("Bearer AT");
    expect(grant.expiresAt).toBe(Date.parse("2026-11-24T01:16:56Z"));
  });

  it("lives as long as the first of its tokens to end", async () => {
    const { context } = provider({ [`POST ${oauth2Endpoint}`]: { status: 200, body: granted } });
    const grant = tokenGrant(await oauth2ClientCredentials(app).authenticate(context));
    expect(grant.expiresAt - grant.issuedAt).toBe(300_000);
  });

  it("is an AuthError with Keystone's words when the client is refused", async () => {
    const body = { error: "invalid_client", error_description: "Client authentication failed: S-_%+" };
    const { context } = provider({ [`POST ${oauth2Endpoint}`]: { status: 401, headers: {}, body } });
    const error = await errorOf(() => oauth2ClientCredentials(app).authenticate(context));
    expect(error).toMatchObject({ code: "AUTH_FAILED", method: "v3oauth2clientcredential" });
    expect(String(error)).toContain('invalid_client, "Client authentication failed: [redacted]"');
  });

  it("proves its secret", async () => {
    const method = oauth2ClientCredentials(app);
    expect((await method.proof?.())?.reveal()).toBe("S-_%+");
    expect(method.subject).toEqual({ oauth2ClientId: "AC" });
  });
});

describe("oauth2MtlsClientCredentials", () => {
  it("asks with the client's id and the certificate, and checks the token with itself", async () => {
    const { context, sent } = provider({ ...ok, [`GET ${KEYSTONE}`]: { status: 200, headers: {}, body: TOKEN_BODY } });
    const grant = tokenGrant(await oauth2MtlsClientCredentials(mtls).authenticate(context));
    expect(sent).toEqual([
      {
        method: "POST",
        url: oauth2Endpoint,
        headers: {},
        form: { grant_type: "client_credentials", client_id: "UID" },
        lasting: true,
      },
      {
        method: "GET",
        url: KEYSTONE,
        headers: expect.objectContaining({ "x-auth-token": "AT", "x-subject-token": "AT" }),
      },
    ]);
    expect(grant.token.reveal()).toBe("AT");
    expect(grant.headers?.authorization?.reveal()).toBe("Bearer AT");
  });

  it("is never stored: the certificate is the session's", () => {
    expect(oauth2MtlsClientCredentials(mtls).proof).toBeUndefined();
  });
});

describe("Keystone's own OAuth 2", () => {
  it.each([
    [{ authUrl: undefined }, "ConfigError", "MISSING_VALUE"],
    [{ oauth2Endpoint: undefined }, "ConfigError", "MISSING_VALUE"],
    [{ oauth2Endpoint: "http://k.example/token" }, "ConfigError", "INVALID_VALUE"],
    [{ oauth2ClientId: undefined }, "ConfigError", "MISSING_VALUE"],
    [{ projectId: "P" }, "AuthError", "INVALID_SCOPE"],
    [{ systemScope: "all" }, "AuthError", "INVALID_SCOPE"],
  ])("refuses the options %j", async (options, name, code) => {
    for (const [factory, full] of [
      [oauth2ClientCredentials, app],
      [oauth2MtlsClientCredentials, mtls],
    ] as const) {
      const error = await errorOf(() => Reflect.apply(factory, undefined, [{ ...full, ...options }]));
      expect(error).toMatchObject({ name, code });
    }
    const error = await errorOf(() => oauth2ClientCredentials({ ...app, oauth2ClientSecret: "" }));
    expect(error).toMatchObject({ name: "ConfigError", key: "oauth2ClientSecret" });
  });

  it("says of half a scope that none is allowed", async () => {
    const error = await errorOf(() =>
      Reflect.apply(oauth2ClientCredentials, undefined, [{ ...app, projectName: "P" }]),
    );
    expect(String(error)).toContain("leave the scope options out");
  });

  it("cannot take another scope", async () => {
    for (const method of [oauth2ClientCredentials(app), oauth2MtlsClientCredentials(mtls)]) {
      expect(await errorOf(() => method.withScope("unscoped"))).toMatchObject({ code: "INVALID_SCOPE" });
    }
  });

  it("may be reached by http where Keystone is", async () => {
    const plain = { ...app, authUrl: "http://k.example/v3", oauth2Endpoint: "http://k.example/v3/OS-OAUTH2/token" };
    const { context, sent } = provider({
      "POST http://k.example/v3/auth/tokens": { headers: { "x-subject-token": "T" } },
      [`POST ${plain.oauth2Endpoint}`]: { status: 200, body: granted },
    });
    await oauth2ClientCredentials(plain).authenticate(context);
    expect(forms(sent, plain.oauth2Endpoint)).toEqual([{ grant_type: "client_credentials" }]);
  });
});

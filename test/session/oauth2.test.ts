import { describe, expect, it } from "vitest";
import { oauth2ClientCredentials } from "../../src/index.ts";
import { failure } from "../support/failure.ts";
import { withCloud } from "../support/with-cloud.ts";

const here = withCloud();

describe("Keystone's own OAuth 2", () => {
  it("protocol §1.7 FIX: fetches the bearer token once, not for each request", async () => {
    const { id, secret } = here.cloud.applicationCredential;
    const oauth2Endpoint = `${here.cloud.authUrl}/v3/OS-OAUTH2/token`;
    const options = { authUrl: here.cloud.authUrl, oauth2Endpoint, oauth2ClientId: id, oauth2ClientSecret: secret };
    const session = here.connect({ auth: oauth2ClientCredentials(options) });
    for (let call = 0; call < 5; call++) await session.adapter("compute").get("/servers");
    const calls = here.cloud.requests.filter(({ path }) => path.endsWith("/servers"));
    expect(calls).toHaveLength(5);
    expect(new Set(calls.map(({ headers }) => headers.authorization)).size).toBe(1);
    expect(calls[0]?.headers.authorization).toMatch(/^Bearer gAAAAA/);
    expect(here.cloud.count("POST /identity/v3/OS-OAUTH2/token")).toBe(1);
    await session.reauthenticate();
    expect(here.cloud.count("POST /identity/v3/OS-OAUTH2/token")).toBe(2);
    const wrong = here.connect({ auth: oauth2ClientCredentials({ ...options, oauth2ClientSecret: "wr0ng" }) });
    expect(await failure(wrong.authenticate())).toMatchObject({ code: "AUTH_FAILED" });
  });
});

import { beforeAll, describe, expect, it } from "vitest";
import {
  type AuthMethod,
  oauth2ClientCredentials,
  oauth2MtlsClientCredentials,
  password,
  secret,
} from "../../src/index.ts";
import { failure } from "../support/failure.ts";
import { AUTH_URL, connect, unique } from "./support/cloud.ts";
import { person } from "./support/people.ts";

const oauth2Endpoint = `${AUTH_URL}/OS-OAUTH2/token`;
// Keystone takes it as it is, although RFC 6749 wants some of these encoded.
const oauth2ClientSecret = "s3cret-_.~+%/=: x";

let client: { authUrl: string; oauth2Endpoint: string; oauth2ClientId: string; oauth2ClientSecret: string };

beforeAll(async () => {
  const { userId, password: word, projectId } = await person();
  const session = connect({ auth: password({ authUrl: AUTH_URL, userId, password: word, projectId }) });
  const { application_credential: made } = await session
    .adapter("identity")
    .post("/users/{userId}/application_credentials", {
      path: { userId },
      json: { application_credential: { name: unique("oauth2"), secret: oauth2ClientSecret } },
    })
    .json<{ application_credential: { id: string } }>();
  client = { authUrl: AUTH_URL, oauth2Endpoint, oauth2ClientId: made.id, oauth2ClientSecret };
});

describe("Keystone's own OAuth 2", () => {
  it("gives an application credential both tokens, which services take", async () => {
    const auth = oauth2ClientCredentials(client);
    const session = connect({ auth });
    expect(await session.authenticate()).toMatchObject({ applicationCredential: { id: client.oauth2ClientId } });
    expect((await session.adapter("compute").get("/flavors")).status).toBe(200);
    expect(await session.reauthenticate()).toMatchObject({ methods: ["application_credential"] });
  });

  it("gives a bearer token that is one of Keystone's", async () => {
    const both = oauth2ClientCredentials(client);
    const bearerOnly: AuthMethod = {
      ...both,
      authenticate: async (context) => {
        const grant = await both.authenticate(context);
        const bearer = grant.headers?.authorization?.reveal().replace("Bearer ", "") ?? "";
        return grant.kind === "token" ? { ...grant, token: secret(bearer), headers: {} } : grant;
      },
    };
    const session = connect({ auth: bearerOnly });
    expect((await session.adapter("compute").get("/flavors")).status).toBe(200);
  });

  it("refuses an unknown client and a wrong secret", async () => {
    for (const wrong of [{ oauth2ClientId: "nobody" }, { oauth2ClientSecret: "wr0ng" }]) {
      const error = await failure(connect({ auth: oauth2ClientCredentials({ ...client, ...wrong }) }).authenticate());
      expect(error).toMatchObject({ name: "AuthError", code: "AUTH_FAILED" });
    }
  });

  it("says in OAuth's words that a client without a certificate is none", async () => {
    const { authUrl, oauth2ClientId } = client;
    const auth = oauth2MtlsClientCredentials({ authUrl, oauth2Endpoint, oauth2ClientId });
    expect(await failure(connect({ auth }).authenticate())).toMatchObject({
      name: "AuthError",
      code: "AUTH_FAILED",
      message: expect.stringContaining("invalid_client"),
    });
  });
});

import { describe, expect, it } from "vitest";
import { applicationCredential, password, token } from "../../src/index.ts";
import { failure } from "../support/failure.ts";
import { AUTH_URL, admin, connect, unique } from "./support/cloud.ts";
import { person } from "./support/people.ts";

const authUrl = AUTH_URL;

describe("application credential", () => {
  it("with access rules logs in, and its token can be checked and reused", async () => {
    const { userId, password: word, projectId } = await person();
    const own = connect({ auth: password({ authUrl, userId, password: word, projectId }) });
    const access_rules = [{ service: "compute", method: "GET", path: "/v2.1/flavors" }];
    const created = await own
      .adapter("identity")
      .post("/users/{userId}/application_credentials", {
        path: { userId },
        json: { application_credential: { name: unique("ruled"), secret: "s3cret", access_rules } },
      })
      .json<{ application_credential: { id: string; name: string } }>();
    const { id, name } = created.application_credential;
    const session = connect({ auth: applicationCredential({ authUrl, id, secret: "s3cret" }) });
    expect(await session.authenticate()).toMatchObject({ applicationCredential: { id, name } });
    const reused = connect({ auth: token({ authUrl, token: (await session.token()) ?? "" }) });
    expect(await reused.authenticate()).toMatchObject({ applicationCredential: { id } });
  });

  it("that is unknown is refused in Keystone's words, not taken for a missing Keystone", async () => {
    const session = connect({ auth: applicationCredential({ authUrl, id: "nobody", secret: "s3cret" }) });
    expect(await failure(session.authenticate())).toMatchObject({
      code: "AUTH_FAILED",
      message: expect.stringContaining("Could not find Application Credential: nobody."),
    });
  });
});

describe("a method Keystone does not take", () => {
  it("is named with those it takes", async () => {
    const plain = admin();
    const session = connect({
      auth: {
        ...plain,
        authenticate: ({ send, signal, previous }) =>
          plain.authenticate({
            signal,
            previous,
            send: (request) =>
              send({ ...request, json: { auth: { identity: { methods: ["kerberos"], kerberos: {} } } } }),
          }),
      },
    });
    expect(await failure(session.authenticate())).toMatchObject({
      name: "AuthError",
      code: "UNSUPPORTED_AUTH",
      message: expect.stringMatching(/password, .*totp/),
    });
  });
});

import { describe, expect, it } from "vitest";
import { applicationCredential, noAuth, oauth2ClientCredentials } from "../../src/index.ts";
import { failure } from "../support/failure.ts";
import { withPeople } from "./with-people.ts";

const { here, connect, login } = withPeople();
const { logins } = here;

describe("the token", () => {
  it("is given out on request, renewed on request, and revoked", async () => {
    const session = connect(login("owner", "web"));
    const first = await session.token();
    expect(await session.token()).toBe(first);
    await session.reauthenticate();
    const second = await session.token();
    expect(second).not.toBe(first);

    here.cloud.clearRequests();
    await session.revoke();
    expect(here.cloud.requests.map(({ method }) => method)).toEqual(["DELETE"]);
    const asked = await fetch(`${here.cloud.credentials.authUrl}/v3/auth/tokens`, {
      headers: { "x-auth-token": (await session.token()) ?? "", "x-subject-token": second ?? "" },
    });
    expect(asked.status).toBe(404);
    expect(logins()).toBe(1);
  });

  it("is not fetched to be revoked, and one that has ended counts as revoked", async () => {
    const session = connect(login("owner", "web"));
    here.cloud.clearRequests();
    await session.revoke();
    expect(here.cloud.requests).toEqual([]);
    await session.authenticate();
    here.cloud.revoke();
    await session.revoke();
    expect(logins()).toBe(1);
  });

  it("is still there when Keystone fails to revoke it, so that it can be tried again", async () => {
    const session = connect(login("owner", "web"));
    const token = await session.token();
    const fault = here.cloud.fault({ method: "DELETE", path: /auth\/tokens/, status: 500 });
    expect(await failure(session.revoke())).toMatchObject({ code: "SERVER_ERROR" });
    expect(await session.token()).toBe(token);
    fault.remove();
    await session.revoke();
    expect(await session.token()).not.toBe(token);
  });

  it("is revoked although it is only on its way", async () => {
    const session = connect(login("owner", "web"));
    const slow = here.cloud.fault({ method: "POST", path: /auth\/tokens/, delay: 100, times: 1 });
    const coming = session.token();
    await session.revoke();
    slow.remove();
    here.cloud.clearRequests();
    expect(await session.token()).not.toBe(await coming);
    expect(logins()).toBe(1);
  });

  it("is revoked together with the bearer token that goes with it, as often as it takes", async () => {
    const { authUrl } = here.cloud.credentials;
    const { id, secret } = here.cloud.applicationCredential;
    const oauth2Endpoint = `${authUrl}/v3/OS-OAUTH2/token`;
    const client = oauth2ClientCredentials({
      authUrl,
      oauth2Endpoint,
      oauth2ClientId: id,
      oauth2ClientSecret: secret,
    });
    const given: string[] = [];
    const session = connect({
      ...client,
      authenticate: async (context) => {
        const grant = await client.authenticate(context);
        given.push(grant.headers?.authorization?.reveal().replace("Bearer ", "") ?? "");
        if (grant.kind === "token") given.push(grant.token.reveal());
        return grant;
      },
    });
    await session.authenticate();
    const fault = here.cloud.fault({ method: "DELETE", path: /auth\/tokens/, status: 500, times: 1 });
    expect(await failure(session.revoke())).toMatchObject({ code: "SERVER_ERROR" });
    fault.remove();
    await session.revoke();
    for (const token of given) {
      const asked = await fetch(`${authUrl}/v3/auth/tokens`, {
        headers: { "x-auth-token": token, "x-subject-token": token },
      });
      expect(asked.status).toBe(401);
    }
    expect(new Set(given).size).toBe(2);
  });

  it("is undefined for methods that have none", async () => {
    expect(await connect(noAuth({ endpoint: here.cloud.url })).token()).toBeUndefined();
  });

  it("tells how it came about", async () => {
    const session = connect(login("owner", "web"));
    const identity = await session.authenticate();
    expect(identity).toMatchObject({ methods: ["password"], trust: undefined, auditIds: [expect.any(String)] });
    expect(identity.issuedAt?.getTime()).toBeLessThan(identity.expiresAt?.getTime() ?? 0);
    const { id, secret } = here.cloud.applicationCredential;
    const machine = connect(applicationCredential({ authUrl: here.cloud.credentials.authUrl, id, secret }));
    expect((await machine.authenticate()).applicationCredential).toMatchObject({ id });
  });
});

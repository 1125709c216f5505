import { expect, it } from "vitest";
import { scriptedContext, tokenGrant } from "../auth/fake-keystone.ts";
import { kerberos } from "./kerberos.ts";

const options = {
  authUrl: "https://k.example/v3",
  identityProvider: "ad",
  protocol: "kerberos",
  principal: "me@EXAMPLE",
  negotiate: async (host: string) => `ticket-for-${host}`,
};

it("the Kerberos example shows its ticket to the federation and exchanges the token for the scope", async () => {
  const { context, sent } = scriptedContext(() => ({ headers: { "x-subject-token": `T${sent.length}` } }));
  const method = kerberos(options).withScope({ project: { id: "p" } });
  expect(tokenGrant(await method.authenticate(context)).token.reveal()).toBe("T2");
  expect(sent[0]).toMatchObject({
    method: "GET",
    url: "https://k.example/v3/OS-FEDERATION/identity_providers/ad/protocols/kerberos/auth",
    headers: { authorization: "Negotiate ticket-for-k.example" },
  });
  expect(sent[1]?.json).toMatchObject({ auth: { identity: { token: { id: "T1" } }, scope: { project: { id: "p" } } } });
});

it("the Kerberos example fails as every login does", async () => {
  const { context } = scriptedContext(() => ({ status: 401, body: { error: { message: "no ticket", code: 401 } } }));
  await expect(kerberos(options).authenticate(context)).rejects.toMatchObject({
    name: "AuthError",
    code: "AUTH_FAILED",
    message: expect.stringContaining("klist"),
  });
});

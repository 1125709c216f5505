import { describe, expect, it } from "vitest";
import { oauth1Header } from "../../src/auth/oauth1-signature.ts";
import { oauth1, password, secret, withServiceToken } from "../../src/index.ts";
import { failure } from "../support/failure.ts";
import { AUTH_URL, admin, connect, SHORT_AUTH_URL } from "./support/cloud.ts";
import { person, roleId } from "./support/people.ts";

const authUrl = AUTH_URL;

describe("trust", () => {
  it.each([true, false])(
    "lends the trustor's role (impersonation: %s) until it is taken back",
    async (impersonation) => {
      const [trustor, trustee] = await Promise.all([person(), person()]);
      const lender = connect({
        auth: password({ authUrl, userId: trustor.userId, password: trustor.password, projectId: trustor.projectId }),
      }).adapter("identity");
      const { trust } = await lender
        .post("/OS-TRUST/trusts", {
          json: {
            trust: {
              trustor_user_id: trustor.userId,
              trustee_user_id: trustee.userId,
              project_id: trustor.projectId,
              impersonation,
              roles: [{ id: await roleId("member") }],
            },
          },
        })
        .json<{ trust: { id: string } }>();
      const auth = password({ authUrl, userId: trustee.userId, password: trustee.password, trustId: trust.id });
      const session = connect({ auth });
      expect(await session.authenticate()).toMatchObject({
        user: { id: impersonation ? trustor.userId : trustee.userId },
        project: { id: trustor.projectId },
        trust: { id: trust.id, impersonation, trustorId: trustor.userId, trusteeId: trustee.userId },
      });
      expect((await session.adapter("compute").get("/flavors")).status).toBe(200);
      await lender.delete("/OS-TRUST/trusts/{id}", { path: { id: trust.id } });
      expect(await failure(session.reauthenticate())).toMatchObject({
        name: "AuthError",
        code: "AUTH_FAILED",
      });
    },
  );
});

describe("oauth1", () => {
  it("logs in as the user who granted the access token, also through an unversioned URL", async () => {
    const session = connect();
    const { user, project } = await session.authenticate();
    const [userId, projectId] = [user?.id ?? "", project?.id ?? ""];
    const identity = session.adapter("identity");
    const { consumer } = await identity
      .post("/OS-OAUTH1/consumers", { json: { consumer: { description: "a printer" } } })
      .json<{ consumer: { id: string; secret: string } }>();
    const printer = { key: consumer.id, secret: secret(consumer.secret) };
    const signed = async (path: string, more: Pick<Parameters<typeof oauth1Header>[0], "token" | "parameters">) => {
      const url = `${authUrl}/OS-OAUTH1/${path}`;
      const authorization = oauth1Header({ method: "POST", url, consumer: printer, ...more });
      const answer = await fetch(url, {
        method: "POST",
        headers: { authorization, "requested-project-id": projectId },
      });
      expect(answer.status).toBe(201);
      const fields = new URLSearchParams(await answer.text());
      return { key: fields.get("oauth_token") ?? "", secret: secret(fields.get("oauth_token_secret") ?? "") };
    };
    const request = await signed("request_token", { parameters: { oauth_callback: "oob" } });
    const { token: granted } = await identity
      .put("/OS-OAUTH1/authorize/{id}", {
        path: { id: request.key },
        json: { roles: [{ id: await roleId("admin") }] },
      })
      .json<{ token: { oauth_verifier: string } }>();
    const access = await signed("access_token", {
      token: request,
      parameters: { oauth_verifier: granted.oauth_verifier },
    });
    const options = {
      consumerKey: printer.key,
      consumerSecret: printer.secret.reveal(),
      accessKey: access.key,
      accessSecret: access.secret.reveal(),
    };
    for (const url of [authUrl, authUrl.replace("/v3", "")]) {
      const printing = connect({ auth: oauth1({ authUrl: url, ...options }) });
      expect(await printing.authenticate()).toMatchObject({
        methods: ["oauth1"],
        user: { id: userId },
        project: { id: projectId },
      });
    }
    const wrong = connect({ auth: oauth1({ authUrl, ...options, accessSecret: "wrong" }) });
    expect(await failure(wrong.authenticate())).toMatchObject({ name: "AuthError", code: "AUTH_FAILED" });
    await identity.delete("/users/{userId}/OS-OAUTH1/access_tokens/{id}", { path: { userId, id: access.key } });
    const gone = connect({ auth: oauth1({ authUrl, ...options }) });
    expect(await failure(gone.authenticate())).toMatchObject({ name: "AuthError", code: "AUTH_FAILED" });
  });
});

describe("service token", () => {
  const service = (at: string = authUrl): ReturnType<typeof password> =>
    password({
      authUrl: at,
      username: "service",
      userDomainId: "default",
      password: "servicesecret",
      projectName: "service",
      projectDomainId: "default",
    });

  it("goes along with the user's, and both are renewed", async () => {
    const session = connect({ auth: withServiceToken(admin(), service()) });
    expect(await session.authenticate()).toMatchObject({ user: { name: "admin" } });
    expect((await session.adapter("compute").get("/flavors")).status).toBe(200);
    await session.reauthenticate();
    expect((await session.adapter("image").get("/v2/images")).status).toBe(200);
  });

  it("ends the session's token when it ends first", async () => {
    const long = await connect().authenticate();
    const session = connect({ auth: withServiceToken(admin(), service(SHORT_AUTH_URL)) });
    const { expiresAt } = await session.authenticate();
    expect(expiresAt?.getTime()).toBeLessThan(long.expiresAt?.getTime() ?? 0);
  });
});

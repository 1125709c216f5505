import { describe, expect, it } from "vitest";
import { oauth1Header } from "../../src/auth/oauth1-signature.ts";
import {
  AuthError,
  applicationCredential,
  multiFactor,
  oauth1,
  password,
  secret,
  token,
  totp,
  withReceipt,
  withServiceToken,
} from "../../src/index.ts";
import { failure } from "../support/failure.ts";
import { AUTH_URL, admin, connect, SHORT_AUTH_URL, unique } from "./support/cloud.ts";
import { authenticator, type Person, person, roleId } from "./support/people.ts";

const authUrl = AUTH_URL;

describe("totp", () => {
  it("logs in with a passcode, and renews with a fresh one", async () => {
    const { userId, projectId } = await person();
    const code = await authenticator(userId);
    const session = connect({ auth: totp({ authUrl, userId, passcode: code, projectId }) });
    expect(await session.authenticate()).toMatchObject({ methods: ["totp"], project: { id: projectId } });
    expect(await session.reauthenticate()).toMatchObject({ user: { id: userId } });
    const wrong = connect({ auth: totp({ authUrl, userId, passcode: "000000", projectId }) });
    expect(await failure(wrong.authenticate())).toMatchObject({ name: "AuthError", code: "AUTH_FAILED" });
  });

  it("protocol §1.4 FIX: says that a passcode given as text cannot renew", async () => {
    const { userId, projectId } = await person();
    const code = await authenticator(userId);
    const session = connect({ auth: totp({ authUrl, userId, passcode: code(), projectId }) });
    await session.authenticate();
    expect(await failure(session.reauthenticate())).toMatchObject({ code: "NOT_RENEWABLE" });
  });
});

describe("one passcode", () => {
  it("is enough for every scope the user has, also beside a password", async () => {
    const {
      userId,
      password: word,
      projectId,
    } = await person({
      multi_factor_auth_enabled: true,
      multi_factor_auth_rules: [["password", "totp"]],
    });
    const passcode = (await authenticator(userId))();
    const authMethods = ["v3password", "v3totp"] as const;
    const auth = multiFactor({ authUrl, authMethods, userId, password: word, passcode, unscoped: true });
    const session = connect({ auth });
    expect(await session.authenticate()).toMatchObject({ project: undefined });
    for (const project of await session.projects()) {
      const scoped = session.withScope({ project });
      expect(await scoped.authenticate()).toMatchObject({ project: { id: projectId } });
      expect((await scoped.adapter("compute").get("/flavors")).status).toBe(200);
    }
    const foreign = session.withScope({ domain: { id: "default" } });
    expect(await failure(foreign.authenticate())).toMatchObject({ code: "AUTH_FAILED" });
  });
});

describe("multi-factor rules", () => {
  const rules = { multi_factor_auth_enabled: true, multi_factor_auth_rules: [["password", "totp"]] };

  async function guarded(): Promise<{ user: Person; code: () => string }> {
    const user = await person(rules);
    return { user, code: await authenticator(user.userId) };
  }

  it("are met by both methods at once", async () => {
    const { user, code } = await guarded();
    const { userId, projectId } = user;
    const authMethods = ["v3password", "v3totp"] as const;
    const auth = multiFactor({ authUrl, authMethods, userId, password: user.password, passcode: code, projectId });
    const session = connect({ auth });
    const { methods } = await session.authenticate();
    expect([...methods].sort()).toEqual(["password", "totp"]);
    expect((await session.adapter("compute").get("/flavors")).status).toBe(200);
  });

  it("are met one by one with the receipt", async () => {
    const { user, code } = await guarded();
    const { userId, projectId } = user;
    const first = connect({ auth: password({ authUrl, userId, password: user.password, projectId }) });
    const error = await failure(first.authenticate());
    expect(error).toMatchObject({
      name: "AuthError",
      code: "RECEIPT_REQUIRED",
      receipt: { methods: ["password"], required: [expect.arrayContaining(["password", "totp"])] },
    });
    if (!(error instanceof AuthError) || error.receipt === undefined) return expect.unreachable();
    const auth = withReceipt(totp({ authUrl, userId, passcode: code, projectId }), error.receipt);
    const { methods, project } = await connect({ auth }).authenticate();
    expect([...methods].sort()).toEqual(["password", "totp"]);
    expect(project?.id).toBe(projectId);
  });

  it("are not met with a receipt of somebody else's", async () => {
    const [one, other] = await Promise.all([guarded(), guarded()]);
    const { userId, password: word } = one.user;
    const error = await failure(connect({ auth: password({ authUrl, userId, password: word }) }).authenticate());
    if (!(error instanceof AuthError) || error.receipt === undefined) return expect.unreachable();
    const auth = withReceipt(totp({ authUrl, userId: other.user.userId, passcode: other.code }), error.receipt);
    expect(await failure(connect({ auth }).authenticate())).toMatchObject({ code: "AUTH_FAILED" });
    const junk = withReceipt(totp({ authUrl, userId, passcode: one.code }), "gAAAAnonsense");
    expect(await failure(connect({ auth: junk }).authenticate())).toMatchObject({ code: "AUTH_FAILED" });
  });
});

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

import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { failure } from "../support/failure.ts";
import { AUTH_URL, admin, caPem, connect, counted, SERVICES, SHORT_AUTH_URL } from "./support/cloud.ts";

describe("a token that ends", () => {
  it("X2: is replaced once when it was revoked behind the session's back, however many calls notice", async () => {
    let seen = "";
    const plain = admin();
    const auth = counted({
      ...plain,
      authenticate: async (context) => {
        const grant = await plain.authenticate(context);
        if (grant.kind === "token") seen = grant.token.reveal();
        return grant;
      },
    });
    const session = connect({ auth });
    const compute = session.adapter("compute");
    await compute.get("/flavors");
    const revoked = await fetch(`${AUTH_URL}/auth/tokens`, {
      method: "DELETE",
      headers: { "x-auth-token": seen, "x-subject-token": seen },
    });
    expect(revoked.status).toBe(204);
    const answers = await Promise.all(Array.from({ length: 10 }, () => compute.get("/flavors")));
    expect(answers.map((answer) => answer.status)).toEqual(Array(10).fill(200));
    expect(auth.count()).toBe(2);
  });

  it("is renewed before it expires", async () => {
    const auth = counted(admin(SHORT_AUTH_URL));
    const session = connect({ auth });
    const { expiresAt } = await session.authenticate();
    const identity = session.adapter("identity", { endpointOverride: SHORT_AUTH_URL });
    expect((await identity.get("/projects")).status).toBe(200);
    await sleep(Math.max(0, (expiresAt?.getTime() ?? 0) - Date.now()) + 500);
    expect((await identity.get("/projects")).status).toBe(200);
    expect(auth.count()).toBe(2);
  }, 60_000);
});

describe("HTTPS", () => {
  it.each(["public", "internal"])(
    "trusts the private authority it is given, at every service's %s URL",
    async (face) => {
      const session = connect({ auth: admin("https://127.0.0.1:15000/v3"), tls: { ca: caPem }, interface: face });
      const host = face === "internal" ? "localhost" : "127.0.0.1";
      for (const [type, port] of SERVICES) {
        const { url } = await session.adapter(type).endpoint();
        expect(new URL(url).origin, type).toBe(`https://${host}:${port + 10_000}`);
      }
      expect((await session.adapter("compute").get("/flavors")).status).toBe(200);
      expect((await session.adapter("object-store").get([])).status).toBeLessThan(300);
    },
  );

  it("says what to do without the authority", async () => {
    const session = connect({ auth: admin("https://127.0.0.1:15000/v3") });
    expect(await failure(session.authenticate())).toMatchObject({
      name: "TransportError",
      code: "TLS_FAILED",
      message: expect.stringMatching(/certificate.*cacert/),
    });
    const careless = connect({ auth: admin("https://127.0.0.1:15000/v3"), tls: { verify: false } });
    expect(await careless.authenticate()).toMatchObject({ user: { name: "admin" } });
  });
});

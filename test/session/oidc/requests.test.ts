import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { type AuthMethod, type AuthRequest, Session } from "../../../src/index.ts";
import { failure } from "../../support/failure.ts";
import { sendJson, serve } from "../../support/server.ts";
import { withFederation } from "./with-federation.ts";

const { alice, connect } = withFederation();

describe("a request of a login", () => {
  it("for tokens is finished when nobody waits for it any more, and the next login has what it brought", async () => {
    const gone = new AbortController();
    const forms: string[] = [];
    let answer = (): void => undefined;
    await using server = await serve(({ body }, response) => {
      const count = forms.push(body);
      const tokens = { access_token: `AT${count}`, token_type: "Bearer", refresh_token: `RT${count}` };
      answer = () => sendJson(response, { ...tokens, expires_in: count === 1 ? 0 : 600 });
      if (count === 2) gone.abort(new Error("enough"));
      else answer();
    });
    const given = { discoveryEndpoint: undefined, accessTokenEndpoint: server.url, identityProvider: "lenient" };
    const session = connect(alice(given));
    await session.authenticate();
    expect(await failure(session.reauthenticate({ signal: gone.signal }))).toMatchObject({ message: "enough" });
    const next = session.reauthenticate();
    answer();
    expect(await next).toMatchObject({ user: { name: "alice" } });
    expect(forms).toEqual([
      expect.stringContaining("grant_type=password"),
      expect.stringContaining("refresh_token=RT1"),
    ]);
  });

  it("for tokens ends with the session", async () => {
    const gone = new AbortController();
    let ended: Promise<unknown> | undefined;
    await using server = await serve((_request, response) => {
      ended = once(response, "close");
      gone.abort(new Error("enough"));
    });
    const session = new Session({ auth: alice({ discoveryEndpoint: undefined, accessTokenEndpoint: server.url }) });
    expect(await failure(session.authenticate({ signal: gone.signal }))).toMatchObject({ message: "enough" });
    await session.close();
    expect(await ended).toEqual([]);
    expect(server.received).toHaveLength(1);
  });

  it("is repeated as the session repeats its own, unless the login wants to repeat it itself", async () => {
    await using server = await serve((_request, response) => response.writeHead(429, { "retry-after": "0" }).end());
    const sending = (retry: Pick<AuthRequest, "retry">): AuthMethod => ({
      ...alice(),
      authenticate: async ({ send }) => {
        const { status } = await send({ method: "POST", url: server.url, form: {}, ...retry });
        throw new Error(`answered ${status}`);
      },
    });
    await expect(connect(sending({})).authenticate()).rejects.toThrow("answered 429");
    expect(server.received).toHaveLength(3);
    await expect(connect(sending({ retry: false })).authenticate()).rejects.toThrow("answered 429");
    expect(server.received).toHaveLength(4);
  });
});

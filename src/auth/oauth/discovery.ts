import type { AuthorizationServer } from "oauth4webapi";
import { AuthError } from "../../errors/errors.ts";
import type { AuthContext, AuthRequest } from "../method.ts";
import { failure, type Login } from "../refusal.ts";
import type { OAuthLibrary } from "./library.ts";
import { recordIn } from "./wire.ts";

/** Where a provider describes itself. */
export interface Description {
  readonly address: string;
  /** Who it must say it is; undefined: the address does not tell. */
  readonly issuer: string | undefined;
}

/**
 * Reads a provider's description of itself (OpenID Connect Discovery 1.0, RFC 8414).
 *
 * @throws AuthError (`INVALID_TOKEN_RESPONSE`) when it is none, or somebody else's.
 * @throws HttpError when there is no such page.
 */
export async function discover(
  context: AuthContext,
  login: Login,
  from: { readonly oauth: OAuthLibrary; readonly description: Description },
): Promise<AuthorizationServer> {
  const { oauth, description } = from;
  const request: AuthRequest = { method: "GET", url: description.address };
  const answer = await context.send(request);
  if (answer.status !== 200) {
    throw failure(answer, request, { body: undefined, said: undefined, service: undefined });
  }
  const document = recordIn(await answer.text());
  const issuer = document?.issuer;
  const unusable = (problem: string): AuthError =>
    new AuthError(
      "INVALID_TOKEN_RESPONSE",
      `${request.url} is no OpenID Connect discovery document that can be used: ${problem}.`,
      { method: login.method, authUrl: login.authUrl },
    );
  if (document === undefined) throw unusable("it is not a JSON object; check discoveryEndpoint");
  if (typeof issuer !== "string" || !URL.canParse(issuer)) throw unusable("it names no issuer");
  const { issuer: wanted } = description;
  if (wanted !== undefined && !sameIssuer(issuer, wanted)) {
    throw unusable(`it is ${issuer}'s and should be ${wanted}'s; when that is right, give the option issuer`);
  }
  return oauth.processDiscoveryResponse(new URL(issuer), Response.json(document));
}

/** Whose document belongs at an address, when it is one of the well-known ones. */
export function issuerAt(address: string): string | undefined {
  const url = new URL(address);
  const [before, after, ...more] = url.pathname.split(
    /\/\.well-known\/(?:openid-configuration|oauth-authorization-server)/,
  );
  if (after === undefined || more.length > 0) return undefined;
  return `${url.origin}${before}${after}`;
}

function sameIssuer(one: string, other: string): boolean {
  return withoutSlash(one) === withoutSlash(other);
}

function withoutSlash(text: string): string {
  return (URL.canParse(text) ? new URL(text).href : text).replace(/\/+$/, "");
}

import type { components } from "../../generated/identity.ts";
import { AuthError, HttpError } from "../errors/errors.ts";
import { isRecord } from "../errors/record.ts";
import { type Secret, secret } from "../redaction/secret.ts";
import { serviceRequestId } from "../transport/service-request-id.ts";
import { tokensUrl } from "./identity.ts";
import { ASSUMED_LIFETIME } from "./lifetime.ts";
import type { AuthAnswer, AuthContext, AuthRequest, IdentityToken, Scope, TokenGrant } from "./method.ts";
import { type Login, refusal, unrepeated } from "./refusal.ts";
import { scopeBody } from "./scope.ts";

/** ms: an answer takes its time, and says its own only in whole seconds. */
const SLIGHT_SKEW = 60_000;

type Schemas = components["schemas"];

/** What stands under the names of the methods a login uses. */
export type MethodBodies = Omit<Schemas["AuthIdentity"], "methods">;

/**
 * Exchanges credentials for a token.
 *
 * @throws AuthError when Keystone refuses, or answers with something that is no token.
 * @throws HttpError when Keystone fails (429, 5xx).
 */
export async function exchange(
  context: AuthContext,
  login: Login,
  what: {
    readonly identity: MethodBodies;
    readonly scope: Scope | undefined;
    readonly headers?: Record<string, string>;
  },
): Promise<TokenGrant> {
  const scope = what.scope === undefined ? {} : { scope: scopeBody(what.scope) };
  const json: Schemas["AuthRequest"] = {
    auth: { identity: { methods: Object.keys(what.identity), ...what.identity }, ...scope },
  };
  const request: AuthRequest = {
    method: "POST",
    url: tokensUrl(login.authUrl),
    headers: { accept: "application/json", ...what.headers },
    json,
  };
  return tokenFrom(await context.send(request), { login, request });
}

/**
 * Asks Keystone what a token is good for; the grant is that same token.
 *
 * @throws AuthError, HttpError as {@link exchange}.
 */
export async function validate(context: AuthContext, login: Login, token: Secret): Promise<TokenGrant> {
  const request: AuthRequest = {
    method: "GET",
    url: tokensUrl(login.authUrl),
    headers: {
      accept: "application/json",
      "x-auth-token": token.reveal(),
      "x-subject-token": token.reveal(),
      // Without it Keystone hides the tokens of application credentials with access rules.
      "openstack-identity-access-rules": "1.0",
    },
  };
  return tokenFrom(await context.send(request), { login, request, token });
}

/** Milliseconds since 1970 of a time as OpenStack services write it; a time without a zone is UTC. */
export function timeOf(text: unknown): number | undefined {
  if (typeof text !== "string") return undefined;
  const zoned = /(z|[+-]\d\d:?\d\d)$/i.test(text.trim()) ? text.trim() : `${text.trim()}Z`;
  const time = Date.parse(zoned.replace(/^(\d{4}-\d\d-\d\d) /, "$1T"));
  return Number.isNaN(time) ? undefined : time;
}

/**
 * Reads the token out of Keystone's answer to a login, for methods of your own: its id from X-Subject-Token unless it is
 * known already, its body from the JSON.
 *
 * @throws AuthError, HttpError as {@link exchange}.
 */
export async function tokenFrom(
  answer: AuthAnswer,
  from: { readonly login: Login; readonly request: AuthRequest; readonly token?: Secret },
): Promise<TokenGrant & { readonly authUrl: string }> {
  const { login, request } = from;
  if (answer.status < 200 || answer.status >= 300) throw await refusal(answer, login, request);
  const unusable = (problem: string, cause?: unknown): AuthError =>
    new AuthError(
      "INVALID_TOKEN_RESPONSE",
      `${request.method} ${request.url} answered without a usable token: ${problem}.`,
      {
        method: login.method,
        authUrl: login.authUrl,
        requestId: serviceRequestId(answer.headers),
        cause,
      },
    );
  const header = answer.headers["x-subject-token"];
  const token = from.token ?? (header ? secret(header) : undefined);
  if (token === undefined) throw unusable("the header X-Subject-Token is missing; is this really Keystone?");
  const body = await answer.json().catch((error: unknown) => {
    throw error instanceof HttpError ? unusable("the body is not JSON", unrepeated(error, request)) : error;
  });
  const identity = tokenBody(body);
  if (identity === undefined) throw unusable('the body has no "token" object');
  const issuedAt = timeOf(identity.issued_at) ?? Date.now();
  const expiresAt = timeOf(identity.expires_at) ?? Date.now() + ASSUMED_LIFETIME;
  const clockSkew = skewOf(answer.headers.date, { issuedAt, expiresAt });
  return { kind: "token", token, issuedAt, expiresAt, ...clockSkew, identity, authUrl: login.authUrl };
}

/** How far the clocks are apart, by the answer's own time: unless that is of a clock by which the token does not live. */
function skewOf(
  date: string | undefined,
  { issuedAt, expiresAt }: Pick<TokenGrant, "issuedAt" | "expiresAt">,
): Pick<TokenGrant, "clockSkew"> {
  const answeredAt = Date.parse(date ?? "");
  const clockSkew = answeredAt - Date.now();
  const plausible = answeredAt > issuedAt - SLIGHT_SKEW && answeredAt < expiresAt;
  return plausible && Math.abs(clockSkew) > SLIGHT_SKEW ? { clockSkew } : {};
}

function tokenBody(body: unknown): IdentityToken | undefined {
  return isRecord(body) && isRecord(body.token) ? body.token : undefined;
}

import { AuthError, ConfigError } from "../../errors/errors.ts";
import { isRecord } from "../../errors/record.ts";
import { tokenFrom } from "../exchange.ts";
import { rescope } from "../federation.ts";
import { apiUrl, isWebUrl } from "../identity.ts";
import type { AuthAnswer, AuthContext, AuthMethod, AuthRequest, IdentityToken, Scope, TokenGrant } from "../method.ts";
import { requiredText, requireObject } from "../option.ts";
import { type Login, refusal } from "../refusal.ts";
import { Family } from "../rescope.ts";
import { type ScopeOptions, scopeOf } from "../scope.ts";

/** What {@link k2k} takes; the scope is one of the other cloud. */
export interface K2kOptions extends ScopeOptions {
  /** Logs in to the cloud where the user is at home, the identity provider. */
  readonly auth: AuthMethod;
  /** Which other cloud to log in to: the id under which the identity provider knows it. */
  readonly serviceProvider: string;
}

/** The other cloud as the home cloud's tokens name it. */
interface Provider {
  readonly id: string;
  /** Takes assertions. */
  readonly assertUrl: string;
  /** Gives a token to who has a session there. */
  readonly tokenUrl: string;
  readonly authUrl: string;
}

/** One way from the home cloud to the other one. */
interface Journey {
  readonly context: AuthContext;
  readonly home: AuthMethod & { readonly authUrl: string };
  readonly provider: string;
}

/** A token of the other cloud, with where it is. */
type Unscoped = Awaited<ReturnType<typeof tokenFrom>>;

const TYPE = "k2k";
const RESCOPING = { method: TYPE, check: "Check the scope, which is one of the other cloud." };
const PAOS = "application/vnd.paos+xml";

/**
 * Logs in to one cloud by way of another (Keystone to Keystone federation): `auth` logs in at home, the home cloud
 * vouches for the user with a SAML assertion, and the other cloud gives a token for it. While that lives, other scopes
 * are had without another login at home.
 *
 * @throws ConfigError when an option is missing or unusable.
 * @throws AuthError (`INVALID_SCOPE`) when the scope options contradict each other.
 * @example
 * ```ts
 * const auth = k2k({
 *   auth: password({ authUrl: "https://home.example/v3", userId: "6a2f", password: "s3cret", projectId: "b3f1c2" }),
 *   serviceProvider: "partner",
 *   projectName: "shared",
 *   projectDomainName: "Default",
 * });
 * ```
 */
export function k2k(options: K2kOptions): AuthMethod {
  requireObject(options, "k2k");
  const home = homeOf(options);
  const provider = requiredText(options, "serviceProvider", "write the id the home cloud has for the other cloud");
  const visits = new Family<Unscoped>();
  // Two steps, so that what goes wrong at the other cloud does not cost another login at home.
  const visit = new Family().member({
    logIn: (context) => logInAt(home, context),
    exchange: (context, grant) => admitted({ context, home, provider }, grant),
    shares: true,
  });
  const scopedTo = (scope: Scope | undefined): AuthMethod => ({
    type: TYPE,
    // The other cloud's is known only after the home cloud was asked, and the home cloud's is not for its tokens.
    authUrl: undefined,
    scope,
    subject: {
      ...home.subject,
      homeMethod: home.type,
      homeUrl: home.authUrl,
      homeScope: JSON.stringify(home.scope ?? null),
      serviceProvider: provider,
    },
    proof: home.proof,
    authenticate: visits.member({
      logIn: visit,
      exchange: (context, unscoped) =>
        rescope(context, { ...RESCOPING, authUrl: unscoped.authUrl }, { unscoped, scope }),
      shares: true,
    }),
    withScope: scopedTo,
  });
  return scopedTo(scopeOf(options, TYPE));
}

function homeOf({ auth }: K2kOptions): Journey["home"] {
  const authUrl: unknown = isRecord(auth) ? auth.authUrl : undefined;
  if (typeof authUrl === "string") {
    const { type, scope, subject, proof } = auth;
    return {
      type,
      authUrl,
      scope,
      subject,
      proof: proof && ((signal) => proof.call(auth, signal)),
      authenticate: (context) => auth.authenticate(context),
      withScope: (other) => auth.withScope(other),
    };
  }
  const text = "The option auth must be a method that logs in at the home cloud's Keystone, such as password().";
  throw new ConfigError("INVALID_VALUE", text, { key: "auth" });
}

async function logInAt(home: AuthMethod, context: AuthContext): Promise<TokenGrant> {
  const grant = await home.authenticate({
    send: (request) => context.send(request),
    signal: context.signal,
    previous: undefined,
  });
  if (grant.kind === "token") return grant;
  const text = `${home.type} gives no token that another cloud could trust.`;
  throw new AuthError("UNSUPPORTED_AUTH", text, { method: TYPE });
}

/** @throws AuthError (`UNSUPPORTED_AUTH`) naming the clouds there are. */
function providerIn(identity: IdentityToken, { home, provider: wanted }: Journey): Provider {
  const known = (Array.isArray(identity.service_providers) ? identity.service_providers : []).map(providerOf);
  const found = known.find((provider) => provider?.id === wanted);
  if (found !== undefined) return found;
  const ids = known.flatMap((provider) => provider?.id ?? []);
  const there = ids.length === 0 ? "it names none" : `it names ${ids.join(", ")}`;
  const text = `Keystone at ${home.authUrl} names no usable service provider "${wanted}" in its token: ${there}.`;
  throw new AuthError("UNSUPPORTED_AUTH", text, { method: TYPE, authUrl: home.authUrl });
}

function providerOf(value: unknown): Provider | undefined {
  if (!isRecord(value)) return undefined;
  const { id, sp_url: assertUrl, auth_url: tokenUrl } = value;
  if (typeof id !== "string" || !isWebUrl(assertUrl) || !isWebUrl(tokenUrl)) return undefined;
  return { id, assertUrl, tokenUrl, authUrl: tokenUrl.split("/OS-FEDERATION/")[0] ?? tokenUrl };
}

/** The home cloud's word for who this is, in an envelope for the other cloud. */
async function assertionFor({ context, home, provider }: Journey, grant: TokenGrant): Promise<string> {
  const request: AuthRequest = {
    method: "POST",
    url: `${apiUrl(home.authUrl)}/auth/OS-FEDERATION/saml2/ecp`,
    json: {
      auth: {
        identity: { methods: ["token"], token: { id: grant.token.reveal() } },
        scope: { service_provider: { id: provider } },
      },
    },
  };
  const check = `The home cloud did not vouch for this user at "${provider}".`;
  const answer = await context.send(request);
  if (!isFine(answer)) throw await refusal(answer, { method: TYPE, authUrl: home.authUrl, check }, request);
  const assertion = await answer.text();
  if (assertion.trim() !== "") return assertion;
  throw new AuthError("INVALID_TOKEN_RESPONSE", `${request.method} ${request.url} answered without an assertion.`, {
    method: TYPE,
    authUrl: home.authUrl,
  });
}

/**
 * Shows an assertion of the home cloud's at the other cloud's door; the session this opens there is worth an unscoped
 * token, which all its scopes are had for.
 */
async function admitted(journey: Journey, grant: TokenGrant): Promise<Unscoped> {
  const { context } = journey;
  const provider = providerIn(grant.identity, journey);
  const assertion = await assertionFor(journey, grant);
  const check = "The other cloud does not trust the home cloud's assertion, or maps nobody to it.";
  const login: Login = { method: TYPE, authUrl: provider.authUrl, check };
  const headers = { "content-type": PAOS };
  const shown: AuthRequest = { method: "POST", url: provider.assertUrl, headers, text: assertion, redirect: "manual" };
  const answer = await context.send(shown);
  // The redirect leads to a page for people; what it says is that the session is open.
  if (answer.status !== 302 && answer.status !== 303) return tokenFrom(answer, { login, request: shown });
  const cookie = cookieFor(provider, answer);
  const asked: AuthRequest = {
    method: "GET",
    url: provider.tokenUrl,
    headers: cookie === undefined ? headers : { ...headers, cookie },
  };
  return tokenFrom(await context.send(asked), { login, request: asked });
}

/** The session's cookies, when the same host gives the token. */
function cookieFor({ assertUrl, tokenUrl }: Provider, answer: AuthAnswer): string | undefined {
  const given = answer.headers["set-cookie"];
  if (given === undefined || new URL(assertUrl).hostname !== new URL(tokenUrl).hostname) return undefined;
  // Several are joined with commas, and dates in them have commas too.
  return given
    .split(/,\s*(?=[^\s;,=]+=)/)
    .map((cookie) => cookie.split(";")[0]?.trim())
    .join("; ");
}

function isFine({ status }: AuthAnswer): boolean {
  return status >= 200 && status < 300;
}

import { AuthError, ConfigError, HttpError, TransportError } from "../../errors/errors.ts";
import { sleep } from "../../transport/wait.ts";
import type { AuthContext, AuthMethod } from "../method.ts";
import { optionText } from "../option.ts";
import { unseenCredentials } from "../refused.ts";
import { scopeOf } from "../scope.ts";
import { clientOf, namedInBody } from "./client.ts";
import { federatedMethod } from "./federated-method.ts";
import { type Flow, Grants } from "./grants.ts";
import { oauthLibrary } from "./library.ts";
import type { OidcOptions } from "./oidc-options.ts";
import type { DeviceGrant, Form, Granted, Provider } from "./provider.ts";
import { federationOf, givenOptions, oidcSubject, openidScopeOf, providerOf } from "./read-options.ts";

/** What somebody needs to confirm a login in a browser. */
export interface DeviceCode {
  /** What to type in there. */
  readonly userCode: string;
  /** Where. */
  readonly verificationUri: string;
  /** The address with the code in it, where the provider gives one; good for a link or a QR code. */
  readonly verificationUriComplete: string | undefined;
  /** Epoch ms. */
  readonly expiresAt: number;
}

/** What {@link oidcDeviceCode} takes. */
export interface OidcDeviceCodeOptions extends OidcOptions {
  /** Shows somebody the code and the address; the wait for them begins when it has returned. */
  readonly showCode: (code: DeviceCode) => unknown;
  /** Where the provider gives codes; wins over what the discovery document says. */
  readonly deviceAuthorizationEndpoint?: string | undefined;
  /** Binds the code to this process (PKCE); for providers that want it. */
  readonly codeChallengeMethod?: "S256" | "plain" | undefined;
}

/** A code that was shown and not confirmed yet. */
interface Shown {
  readonly grant: DeviceGrant;
  /** Fields that go with every question. */
  readonly form: Form;
  /** Epoch ms. */
  readonly expiresAt: number;
  /** ms */
  interval: number;
}

type Challenge = "S256" | "plain" | undefined;

const TYPE = "v3oidcdeviceauthz";
const GRANT = "urn:ietf:params:oauth:grant-type:device_code";
/** RFC 8628: what "slow_down" adds, ms. */
const SLOWER = 5000;
/** What a connection that fails can make of the interval, ms: who has confirmed does not want to wait for long. */
const SLOWEST = 30_000;
/** Statuses of a provider, or of what stands before it, that has no time for a question. */
const BUSY = new Set([429, 502, 503, 504]);
const LOST = /^(TIMEOUT|CONNECT_FAILED|CONNECTION_LOST)$/;
/** A timer cannot be set for much longer than some weeks, ms. */
const LONGEST = 3_600_000;

/**
 * Logs in with somebody's help in a browser, on this machine or another one (device authorization grant, RFC 8628).
 * Needs the package oauth4webapi. A renewal uses the provider's token while that is good, and then the refresh token
 * when the provider grants one, for which most want "offline_access" in `openidScope`. People take longer than a call's
 * usual timeout: give `authenticate` a longer one; a call that comes after a timeout goes on waiting for the code that
 * was shown.
 *
 * @throws ConfigError when an option is missing or unusable.
 * @throws AuthError (`INVALID_SCOPE`) when the scope options contradict each other.
 * @example
 * ```ts
 * const auth = oidcDeviceCode({
 *   authUrl: "https://keystone.example/v3",
 *   identityProvider: "corporate",
 *   protocol: "openid",
 *   discoveryEndpoint: "https://idp.example/.well-known/openid-configuration",
 *   clientId: "cli",
 *   openidScope: "openid profile offline_access",
 *   showCode: ({ verificationUri, userCode }) => console.error(`Open ${verificationUri} and enter ${userCode}`),
 *   projectId: "b3f1c2",
 * });
 * const session = new Session({ auth });
 * await session.authenticate({ timeout: 600_000 });
 * ```
 */
export function oidcDeviceCode(options: OidcDeviceCodeOptions): AuthMethod {
  const given = givenOptions(options, "oidcDeviceCode");
  const { login, door } = federationOf(given, TYPE, "Log in again and confirm the new code.");
  const client = clientOf(given);
  const provider = providerOf(given, login, namedInBody(client));
  const show = showCodeOf(given);
  const challenge = challengeOf(given);
  const scope = openidScopeOf(given);
  let shown: Shown | undefined;
  const flow: Flow = async (context) => {
    if (shown === undefined || shown.expiresAt <= Date.now()) {
      const begun = await begin(context, provider, { scope, challenge });
      await told(show, begun);
      shown = begun;
    }
    try {
      const granted = await confirmed(context, provider, shown);
      shown = undefined;
      return granted;
    } catch (error) {
      // Who gave up waiting did not decline: the code is still on somebody's screen.
      if (!context.signal.aborted) shown = undefined;
      throw error;
    }
  };
  const subject = oidcSubject(given, door, client);
  const made = { login, door, source: new Grants(provider, flow), subject, proof: undefined };
  return federatedMethod(made, scopeOf(given, TYPE));
}

async function begin(
  context: AuthContext,
  provider: Provider,
  { scope, challenge }: { readonly scope: string; readonly challenge: Challenge },
): Promise<Shown> {
  const { asked, verifier } = await pkce(challenge);
  const grant = await provider.askDevice(context, { scope, ...asked });
  const form = { device_code: grant.deviceCode.reveal(), ...verifier };
  return { grant, form, expiresAt: Date.now() + grant.lifetime, interval: grant.interval };
}

async function pkce(challenge: Challenge): Promise<{ readonly asked: Form; readonly verifier: Form }> {
  if (challenge === undefined) return { asked: {}, verifier: {} };
  const oauth = await oauthLibrary();
  const verifier = oauth.generateRandomCodeVerifier();
  const code = challenge === "S256" ? await oauth.calculatePKCECodeChallenge(verifier) : verifier;
  return { asked: { code_challenge_method: challenge, code_challenge: code }, verifier: { code_verifier: verifier } };
}

async function told(show: OidcDeviceCodeOptions["showCode"], { grant, expiresAt }: Shown): Promise<void> {
  const { userCode, verificationUri, verificationUriComplete } = grant;
  try {
    await show({ userCode, verificationUri, verificationUriComplete, expiresAt });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const text = `There was no login, because the function given as the option showCode failed: ${reason}`;
    throw unseenCredentials(new AuthError("AUTH_FAILED", text, { method: TYPE, cause }));
  }
}

/** Asks until somebody has confirmed the code, declined it, or let it expire. */
async function confirmed(context: AuthContext, provider: Provider, shown: Shown): Promise<Granted> {
  // The session would repeat at once what a provider answers that wants to be asked more rarely.
  const once: AuthContext = { ...context, send: (request) => context.send({ ...request, retry: false }) };
  let least = 0;
  for (;;) {
    const left = shown.expiresAt - Date.now();
    if (left <= 0) {
      const text = `Nobody confirmed the login at ${shown.grant.verificationUri} in time. Log in again.`;
      throw unseenCredentials(new AuthError("AUTH_FAILED", text, { method: TYPE }));
    }
    await sleep(Math.min(Math.max(shown.interval, least), left, LONGEST), context.signal);
    least = 0;
    try {
      const outcome = await provider.ask(once, GRANT, shown.form);
      if (!("error" in outcome)) return outcome;
      if (outcome.passing) shown.interval += SLOWER;
      else if (outcome.reason !== "authorization_pending") throw outcome.error;
    } catch (error) {
      least = slowedBy(error, shown);
    }
  }
}

/** Makes the interval longer for a failure that says nothing of the code, and gives the ms to wait at least. */
function slowedBy(error: unknown, shown: Shown): number {
  if (error instanceof HttpError && BUSY.has(error.status)) {
    shown.interval += SLOWER;
    return error.retryAfter ?? 0;
  }
  if (!(error instanceof TransportError && LOST.test(error.code))) throw error;
  shown.interval = Math.max(shown.interval, Math.min(shown.interval * 2, SLOWEST));
  return 0;
}

function showCodeOf(options: object): OidcDeviceCodeOptions["showCode"] {
  const show: unknown = Reflect.get(options, "showCode");
  if (typeof show === "function") return (code) => show(code);
  const text = "The option showCode is missing: write a function that shows somebody the code and the address.";
  throw new ConfigError("MISSING_VALUE", text, { key: "showCode" });
}

function challengeOf(options: object): Challenge {
  const value = optionText(options, "codeChallengeMethod");
  if (value === undefined || value === "S256" || value === "plain") return value;
  const text = `The option codeChallengeMethod can only be "S256" or "plain", not "${value}".`;
  throw new ConfigError("INVALID_VALUE", text, { key: "codeChallengeMethod" });
}

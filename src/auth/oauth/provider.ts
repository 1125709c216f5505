import type { AuthorizationServer, ResponseBodyError } from "oauth4webapi";
import { AuthError, type AuthErrorCode } from "../../errors/errors.ts";
import { plainText } from "../../errors/message-text.ts";
import { type Secret, secret } from "../../redaction/secret.ts";
import { textWithoutSecrets, written } from "../../redaction/values.ts";
import type { AuthContext } from "../method.ts";
import type { Login } from "../refusal.ts";
import { isSafe } from "./address.ts";
import type { Client } from "./client.ts";
import { type Description, discover } from "./discovery.ts";
import { type OAuthLibrary, oauthLibrary } from "./library.ts";
import { formSender, withoutIdToken } from "./wire.ts";

/** A provider's addresses, by the names its description has for them. */
export type EndpointName = "token_endpoint" | "authorization_endpoint" | "device_authorization_endpoint";

/** How to reach a provider of tokens. */
export interface ProviderSettings {
  readonly login: Login;
  readonly client: Client;
  readonly description: Description | undefined;
  /** Who the provider is, where no description tells; undefined: nobody said. */
  readonly issuer: string | undefined;
  /** Addresses that were given; they win over the description's. */
  readonly endpoints: Readonly<Partial<Record<EndpointName, string | undefined>>>;
  readonly allowHttp: boolean;
  /** Which of the tokens Keystone gets. */
  readonly bearer: "access_token" | "id_token";
}

/** What a provider granted. */
export interface Granted {
  /** For Keystone. */
  readonly bearer: Secret;
  readonly refresh: Secret | undefined;
  /** ms. */
  readonly lifetime: number;
}

/** A provider's no. */
export interface Declined {
  /** OAuth's word for why. */
  readonly reason: string;
  /** Whether it says nothing of what was asked, only that it was asked at a bad time. */
  readonly passing: boolean;
  readonly error: AuthError;
}

/** What a provider says when somebody is to confirm a login in a browser. */
export interface DeviceGrant {
  readonly deviceCode: Secret;
  readonly userCode: string;
  readonly verificationUri: string;
  readonly verificationUriComplete: string | undefined;
  /** ms. */
  readonly lifetime: number;
  /** ms between two questions. */
  readonly interval: number;
}

/** The fields of a request. */
export type Form = Readonly<Record<string, string>>;

const PASSING = /^(slow_down|temporarily_unavailable)$/;

/** Fields that are no secrets. */
const OPEN = /^(grant_type|scope|client_id|redirect_uri|username|code_challenge|code_challenge_method)$/;

const OPTIONS: Readonly<Record<EndpointName, string>> = {
  token_endpoint: "accessTokenEndpoint",
  authorization_endpoint: "authorizationEndpoint",
  device_authorization_endpoint: "deviceAuthorizationEndpoint",
};

/** A provider of tokens: an OpenID Connect identity provider, or Keystone as an OAuth 2 server. */
export class Provider {
  readonly #settings: ProviderSettings;
  #described: AuthorizationServer | undefined;

  constructor(settings: ProviderSettings) {
    this.#settings = settings;
  }

  /** What the provider says of itself, asked once. @throws AuthError, HttpError, TransportError. */
  async describe(context: AuthContext): Promise<AuthorizationServer> {
    const { description, issuer, endpoints, login } = this.#settings;
    if (this.#described !== undefined) return this.#described;
    const oauth = await oauthLibrary();
    const own =
      description === undefined
        ? { issuer: issuer ?? new URL(endpoints.token_endpoint ?? login.authUrl).origin }
        : await discover(context, login, { oauth, description });
    const given = Object.entries(endpoints).filter(([, address]) => address !== undefined);
    this.#described = { ...own, ...Object.fromEntries(given) };
    return this.#described;
  }

  /** Who it says that its answers are of; undefined: nobody told, and the server's `issuer` is a guess. */
  issuer(server: AuthorizationServer): string | undefined {
    return this.#settings.description === undefined ? this.#settings.issuer : server.issuer;
  }

  /** One of its addresses. @throws AuthError (`UNSUPPORTED_AUTH`) when there is none that secrets can be sent to. */
  address(server: AuthorizationServer, name: EndpointName): string {
    const value: unknown = server[name];
    const usable = typeof value === "string" && URL.canParse(value);
    if (usable && isSafe(new URL(value), this.#settings.allowHttp)) return value;
    const lacks = value === undefined ? "names no" : "has no usable";
    const text = `The identity provider ${server.issuer} ${lacks} ${name}: give the option ${OPTIONS[name]}.`;
    throw this.#error("UNSUPPORTED_AUTH", text);
  }

  /** Asks for tokens. @throws AuthError, HttpError, TransportError; the signal's own reason. */
  async tokens(context: AuthContext, grantType: string, form: Form): Promise<Granted> {
    const outcome = await this.ask(context, grantType, form);
    if ("error" in outcome) throw outcome.error;
    return outcome;
  }

  /** Asks for tokens and takes a no for an answer. @throws as {@link tokens}. */
  async ask(context: AuthContext, grantType: string, form: Form): Promise<Granted | Declined> {
    const oauth = await oauthLibrary();
    const server = await this.describe(context);
    this.#requireGrant(server, grantType);
    const url = this.address(server, "token_endpoint");
    const { client } = this.#settings;
    const id = { client_id: client.id };
    // A refresh token or a code that was traded counts no more: what came for it must not be lost with whoever gave up.
    const lasting: AuthContext = { ...context, send: (request) => context.send({ ...request, lasting: true }) };
    return this.#tried({ oauth, url, form }, async () => {
      const proof = client.prove(oauth, server);
      const answer = await oauth.genericTokenEndpointRequest(server, id, proof, grantType, form, way(lasting, oauth));
      const { rest, idToken } = await withoutIdToken(answer);
      return this.#granted(await oauth.processGenericTokenEndpointResponse(server, id, rest), idToken);
    });
  }

  /** Asks for a code with which somebody confirms the login in a browser. @throws as {@link tokens}. */
  async askDevice(context: AuthContext, form: Form): Promise<DeviceGrant> {
    const oauth = await oauthLibrary();
    const server = await this.describe(context);
    const url = this.address(server, "device_authorization_endpoint");
    const { client } = this.#settings;
    const id = { client_id: client.id };
    const outcome = await this.#tried({ oauth, url, form }, async () => {
      const proof = client.prove(oauth, server);
      const answer = await oauth.deviceAuthorizationRequest(server, id, proof, form, way(context, oauth));
      return oauth.processDeviceAuthorizationResponse(server, id, answer);
    });
    if (isDeclined(outcome)) throw outcome.error;
    return {
      deviceCode: secret(outcome.device_code),
      userCode: outcome.user_code,
      verificationUri: outcome.verification_uri,
      verificationUriComplete: outcome.verification_uri_complete,
      lifetime: outcome.expires_in * 1000,
      interval: Math.max(1, outcome.interval ?? 5) * 1000,
    };
  }

  async #tried<T>(
    what: { readonly oauth: OAuthLibrary; readonly url: string; readonly form: Form },
    work: () => Promise<T>,
  ): Promise<T | Declined> {
    const { oauth, url, form } = what;
    try {
      return await work();
    } catch (error) {
      if (error instanceof oauth.ResponseBodyError) return this.#declined(error, { url, form });
      const odd = error instanceof oauth.OperationProcessingError || error instanceof oauth.UnsupportedOperationError;
      if (!odd) throw error;
      // Without its cause, which holds the whole answer.
      throw this.#error("INVALID_TOKEN_RESPONSE", `${url} did not answer as an OAuth 2 server does: ${error.message}.`);
    }
  }

  #declined(error: ResponseBodyError, sent: { readonly url: string; readonly form: Form }): Declined {
    const { client, login } = this.#settings;
    const description: unknown = error.error_description;
    const said = typeof description === "string" ? `${error.error}, "${description}"` : error.error;
    const fields = Object.entries(sent.form).flatMap(([name, value]) => (OPEN.test(name) ? [] : [value]));
    const hidden = [...fields, client.secret?.reveal() ?? ""].filter((text) => text !== "");
    const shown = plainText(textWithoutSecrets(said, written(hidden)));
    const text = `The identity provider refused the login: ${sent.url} answered ${shown}. ${login.check}`;
    return { reason: error.error, passing: PASSING.test(error.error), error: this.#error("AUTH_FAILED", text) };
  }

  #granted(
    tokens: { readonly access_token: string; readonly expires_in?: number; readonly refresh_token?: string },
    idToken: unknown,
  ): Granted {
    const { bearer } = this.#settings;
    const value = bearer === "id_token" ? idToken : tokens.access_token;
    if (typeof value !== "string" || value === "") {
      const text = `The identity provider gave no ${bearer}: openidScope must contain "openid".`;
      throw this.#error("INVALID_TOKEN_RESPONSE", text);
    }
    const lifetime = tokens.expires_in === undefined ? Number.POSITIVE_INFINITY : tokens.expires_in * 1000;
    const refresh = tokens.refresh_token === undefined ? undefined : secret(tokens.refresh_token);
    return { bearer: secret(value), refresh, lifetime };
  }

  #requireGrant(server: AuthorizationServer, grantType: string): void {
    const offered: unknown = server.grant_types_supported;
    if (!Array.isArray(offered) || offered.includes(grantType) || grantType === "refresh_token") return;
    const text = `The identity provider ${server.issuer} does not offer ${grantType}; it offers ${offered.join(", ")}.`;
    throw this.#error("UNSUPPORTED_AUTH", text);
  }

  #error(code: AuthErrorCode, text: string): AuthError {
    const { method, authUrl } = this.#settings.login;
    return new AuthError(code, text, { method, authUrl });
  }
}

/** The library's own rule for http gives way to ours, which knows loopback. */
function way(context: AuthContext, oauth: OAuthLibrary): object {
  return { [oauth.customFetch]: formSender(context), [oauth.allowInsecureRequests]: true };
}

function isDeclined(outcome: object): outcome is Declined {
  return "error" in outcome;
}

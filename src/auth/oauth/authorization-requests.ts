import type { AuthorizationServer } from "oauth4webapi";
import { AuthError } from "../../errors/errors.ts";
import { plainText } from "../../errors/message-text.ts";
import type { Login } from "../refusal.ts";
import { oauthLibrary } from "./library.ts";
import type { Form } from "./provider.ts";

/** What a browser is sent to a provider with. */
export interface AuthorizationSettings {
  readonly login: Login;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scope: string;
}

/** What is under way in browsers: requests for codes, each bound to this process (PKCE) and known by its state. */
export class AuthorizationRequests {
  readonly #settings: AuthorizationSettings;
  readonly #verifiers = new Map<string, string>();

  constructor(settings: AuthorizationSettings) {
    this.#settings = settings;
  }

  /** The address to open for one more request, at the provider's login page. */
  async address(page: string): Promise<string> {
    const oauth = await oauthLibrary();
    const { clientId, redirectUri, scope } = this.#settings;
    const state = oauth.generateRandomState();
    const verifier = oauth.generateRandomCodeVerifier();
    const fields = {
      response_type: "code",
      client_id: clientId,
      redirect_uri: redirectUri,
      scope,
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    };
    const url = new URL(page);
    for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
    this.#verifiers.set(state, verifier);
    return url.href;
  }

  /**
   * The code in the address the browser was sent to; without an issuer it may be of anybody who knows the state.
   *
   * @throws AuthError (`AUTH_FAILED`) when there is none for us.
   */
  async codeIn(
    address: string,
    from: { readonly server: AuthorizationServer; readonly issuer: string | undefined },
  ): Promise<Form> {
    const oauth = await oauthLibrary();
    const url = URL.canParse(address) ? new URL(address) : undefined;
    const state = url?.searchParams.get("state") ?? "";
    const verifier = this.#verifiers.get(state);
    if (url === undefined || verifier === undefined) {
      throw this.#failed("authorize must give back the whole address the browser was sent to, and it was not that");
    }
    this.#verifiers.delete(state);
    // The library would compare it with the issuer it must be given, also when that is a guess.
    if (from.issuer === undefined) url.searchParams.delete("iss");
    else this.#requireSender(url, from.issuer);
    try {
      const parameters = oauth.validateAuthResponse(from.server, { client_id: this.#settings.clientId }, url, state);
      const [code = "", ...more] = parameters.getAll("code");
      if (code !== "" && more.length === 0) return { code, code_verifier: verifier };
    } catch (error) {
      if (error instanceof oauth.AuthorizationResponseError) throw this.#failed(`the provider says ${error.error}`);
      if (!(error instanceof oauth.OperationProcessingError)) throw error;
    }
    throw this.#failed("the address does not hold the answer of this provider");
  }

  #requireSender(answer: URL, issuer: string): void {
    const sender = answer.searchParams.get("iss");
    if (sender === null || sender === issuer) return;
    const whose = `it is ${plainText(sender) ?? "nobody"}'s and should be ${issuer}'s`;
    throw this.#failed(`${whose}; check the options discoveryEndpoint and issuer`);
  }

  #failed(why: string): AuthError {
    const { method, authUrl } = this.#settings.login;
    const text = `The browser came back without a code for this login: ${why}.`;
    return new AuthError("AUTH_FAILED", text, { method, authUrl });
  }
}

import { type Answer, json } from "../answer.ts";
import type { Call } from "../call.ts";
import type { Directory, StoredCredential } from "./directory.ts";
import type { TokenStore } from "./token-store.ts";

/** Keystone as an OAuth 2 server, whose clients are application credentials. */
export class OAuth2 {
  readonly #directory: Directory;
  readonly #tokens: TokenStore;

  constructor(directory: Directory, tokens: TokenStore) {
    this.#directory = directory;
    this.#tokens = tokens;
  }

  /** POST /v3/OS-OAUTH2/token */
  grant(call: Call): Answer {
    const credential = this.#client(call.headers.authorization ?? "");
    if (!credential) {
      const headers = { "www-authenticate": `Keystone uri="${call.origin}${call.mount}${call.path}"` };
      return json(401, { error: "invalid_client", error_description: "Client authentication failed." }, headers);
    }
    const grantType = new URLSearchParams(Buffer.from(call.body).toString("utf8")).get("grant_type");
    if (grantType !== "client_credentials") {
      const error_description = `The API requires grant_type client_credentials, not ${grantType}.`;
      return json(400, { error: "unsupported_grant_type", error_description });
    }
    const { person, project } = credential;
    const login = { person, methods: ["application_credential"], credential };
    const { id, expiresAt } = this.#tokens.issue(login, { kind: "project", project });
    const expires_in = Math.round((expiresAt - this.#tokens.now()) / 1000);
    return json(200, { access_token: id, token_type: "Bearer", expires_in });
  }

  #client(authorization: string): StoredCredential | undefined {
    const text = Buffer.from(authorization.replace(/^Basic /i, ""), "base64").toString("utf8");
    const [id = "", ...rest] = text.split(":");
    const found = this.#directory.credential((credential) => credential.id === id);
    return found?.secret === rest.join(":") ? found : undefined;
  }
}

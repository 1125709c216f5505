import type { AuthorizationServer, ClientAuth } from "oauth4webapi";
import { type Secret, secret } from "../../redaction/secret.ts";
import { optionText, requiredText } from "../option.ts";
import type { OAuthLibrary } from "./library.ts";

/** Who asks for tokens: an application known to the provider. */
export interface Client {
  readonly id: string;
  /** Absent: a public client, which has only its id to show. */
  readonly secret: Secret | undefined;
  /** How the client shows who it is. */
  prove(oauth: OAuthLibrary, server: AuthorizationServer): ClientAuth;
}

/** Reads the client; an empty secret is none. @throws ConfigError (`MISSING_VALUE`, `INVALID_VALUE`). */
export function clientOf(options: object): Client {
  const id = requiredText(options, "clientId", "write the id the identity provider gave your application");
  const text = Reflect.get(options, "clientSecret") === "" ? undefined : optionText(options, "clientSecret");
  if (text === undefined) return { id, secret: undefined, prove: (oauth) => oauth.None() };
  return { id, secret: secret(text), prove: (oauth, server) => proofFor(oauth, server, { id, text }) };
}

/** HTTP basic authentication with id and secret just as they are. */
export function basic(id: string, text: string): ClientAuth {
  const authorization = `Basic ${Buffer.from(`${id}:${text}`, "utf8").toString("base64")}`;
  return (_server, _client, _body, headers) => headers.set("authorization", authorization);
}

function proofFor(
  oauth: OAuthLibrary,
  server: AuthorizationServer,
  { id, text }: { readonly id: string; readonly text: string },
): ClientAuth {
  const ways: unknown = server.token_endpoint_auth_methods_supported;
  const takes = (way: string): boolean => Array.isArray(ways) && ways.includes(way);
  if (takes("client_secret_post") && !takes("client_secret_basic")) return oauth.ClientSecretPost(text);
  return basic(encoded(id), encoded(text));
}

/**
 * The form encoding that RFC 6749 wants inside of basic authentication, of no more than must be: many providers forget
 * to decode it, and most ids and secrets then still arrive as they are.
 */
function encoded(text: string): string {
  return text.replace(/[^!-~]|[%+:]/gu, (character) => new URLSearchParams({ "": character }).toString().slice(1));
}

/** The client with its id in the body too, beside any proof: Entra ID wants that of devices, others mind it elsewhere. */
export function namedInBody(client: Client): Client {
  return {
    ...client,
    prove: (oauth, server) => {
      const prove = client.prove(oauth, server);
      return (...request) => {
        request[2].set("client_id", client.id);
        return prove(...request);
      };
    },
  };
}

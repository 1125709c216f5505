import { oauth1BaseString, oauth1Signature } from "../../auth/oauth1-signature.ts";
import { secret } from "../../redaction/secret.ts";
import { type Call, decode } from "../call.ts";
import type { StoredAccess } from "./directory.ts";

const SIGNATURE = "oauth_signature";

/** Whether the call's OAuth 1 signature was made with the secrets of this access token and its consumer. */
export function isSignedBy(access: StoredAccess, call: Call): boolean {
  const fields = [...(call.headers.authorization ?? "").matchAll(/(\w+)="([^"]*)"/g)];
  const parameters = fields.map(([, name = "", value = ""]) => [name, decode(value)] as const);
  const given = new Map(parameters);
  if (given.get("oauth_consumer_key") !== access.consumerId) return false;
  const signed = parameters.filter(([name]) => name !== SIGNATURE);
  // Keystone checks the path without its query.
  const url = call.origin + call.mount + call.path;
  const by = {
    consumer: { key: access.consumerId, secret: secret(access.consumerSecret) },
    token: { key: access.id, secret: secret(access.secret) },
  };
  return given.get(SIGNATURE) === oauth1Signature(oauth1BaseString({ method: call.method, url }, signed), by);
}

import { createHash, type ScryptOptions, scrypt } from "node:crypto";
import { isRecord } from "../../errors/record.ts";
import type { Secret } from "../../redaction/secret.ts";
import type { AuthMethod } from "../method.ts";

const FORMAT = "osauth-token-1";
const DIGEST_BYTES = 32;
// A key is no secret to whoever runs the store, so that guessing a password from it must be slow: 16 MiB and a
// twentieth of a second for each try, which a login saves many times over by the request that it need not make.
const COST: ScryptOptions = { N: 2 ** 14, r: 8, p: 1 };

/** By secret, so that the scopes of one login do the slow part once. */
const digests = new WeakMap<Secret, { readonly salt: string; readonly digest: Promise<string> }>();

/**
 * The key under which a login's token is stored: it can only be worked out by who has the secret, and every part of who
 * and what for is in it. Undefined when the login has no secret to prove it, and its tokens are not stored.
 */
export async function storeKey(method: AuthMethod, signal?: AbortSignal): Promise<string | undefined> {
  const proof = await method.proof?.(signal);
  if (proof === undefined) return undefined;
  const { type, authUrl = "", subject, scope } = method;
  const who = leaves("subject", subject);
  const fields = [FORMAT, type, authUrl, ...who, ...leaves("scope", scope)];
  return createHash("sha256")
    .update(prefixed([...fields, await digestOf(proof, prefixed([authUrl, ...who]))]))
    .digest("hex");
}

function digestOf(proof: Secret, salt: string): Promise<string> {
  const known = digests.get(proof);
  if (known?.salt === salt) return known.digest;
  const digest = slowDigest(proof.reveal(), salt);
  digests.set(proof, { salt, digest });
  return digest;
}

function slowDigest(text: string, salt: string): Promise<string> {
  return new Promise((resolve, reject) => {
    scrypt(text, salt, DIGEST_BYTES, COST, (error, digest) => {
      if (error === null) resolve(digest.toString("hex"));
      else reject(error);
    });
  });
}

/** Paths and values of everything in a value, in an order that does not depend on how it was written. */
function leaves(path: string, value: unknown): string[] {
  if (!isRecord(value)) return [path, value === undefined ? "none" : JSON.stringify(value)];
  const names = Object.keys(value).sort();
  return [path, String(names.length), ...names.flatMap((name) => leaves(`${path}.${name}`, value[name]))];
}

/** Fields such that no two lists of them give the same text. */
function prefixed(fields: readonly string[]): string {
  return fields.map((field) => `${Buffer.byteLength(field)}:${field}`).join("");
}

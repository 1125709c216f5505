import { createHash, createHmac, randomBytes, type ScryptOptions, scrypt } from "node:crypto";
import { isRecord } from "../../errors/record.ts";
import type { Secret } from "../../redaction/secret.ts";
import type { AuthMethod } from "../method.ts";

const FORMAT = "osauth-token-2";
const DIGEST_BYTES = 32;
// A key is no secret to whoever runs the store, so that guessing a password from it must be slow: 16 MiB and a
// twentieth of a second for each try, which a login saves many times over by the request that it need not make.
const COST: ScryptOptions = { N: 2 ** 14, r: 8, p: 1 };

const CACHED = 100;

/** By a fast digest that only this process can make, so that the secrets themselves are not kept. */
const digests = new Map<string, Promise<string>>();
const fastKey = randomBytes(DIGEST_BYTES);
let lastDigest: Promise<unknown> = Promise.resolve();

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

/**
 * The slow digest, once for equal secrets however many sessions have them, and one at a time: it takes a thread of the
 * few that also read files and look up names.
 */
function digestOf(proof: Secret, salt: string): Promise<string> {
  // As JSON, in which halves of characters stay apart that UTF-8 makes one.
  const text = JSON.stringify(proof.reveal());
  const fast = createHmac("sha256", fastKey)
    .update(prefixed([text, salt]))
    .digest("hex");
  const known = digests.get(fast);
  if (known !== undefined) return known;
  const digest = lastDigest.then(() => slowDigest(text, salt));
  lastDigest = digest.catch(() => digests.delete(fast));
  const [oldest] = digests.keys();
  if (oldest !== undefined && digests.size >= CACHED) digests.delete(oldest);
  digests.set(fast, digest);
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

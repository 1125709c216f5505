import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { MASK } from "../redaction/mask.ts";
import { printedAs } from "../redaction/printed.ts";
import { entryOf, type Layer } from "./layers.ts";
import type { ConfigNote } from "./notes.ts";
import { pathsOf } from "./places.ts";
import { note } from "./review.ts";
import type { Settings } from "./settings.ts";
import type { Surroundings } from "./surroundings.ts";

/** How to verify the cloud and to show who is calling; PEM texts. */
export interface CloudTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly verify?: boolean;
}

interface PemFile {
  readonly path: string;
  readonly text: string;
}

const CERTIFICATE = /^-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----/;

/**
 * Reads the TLS settings and the files they name.
 *
 * @throws ConfigError (`INVALID_VALUE`) when a file is not there or holds nothing usable, a certificate is without its key or
 * a key without its certificate, or a switch is unreadable.
 */
export async function tlsOf(settings: Settings, around: Surroundings): Promise<CloudTls | undefined> {
  const verify = settings.flag("insecure") === true ? false : verifyIn(settings);
  if (verify === undefined) settings.assume("verify", "true");
  // Whom nobody asks for need not be there, either.
  const ca = verify === false ? undefined : await authorities(settings, around);
  const tls: CloudTls = {
    ...(ca === undefined ? {} : { ca }),
    ...(await ownCertificate(settings, around)),
    ...(verify === undefined ? {} : { verify }),
  };
  return Object.keys(tls).length === 0 ? undefined : printedAs(tls, withoutKeys(tls));
}

/** A certificate's file often holds its key, too. */
function withoutKeys(tls: CloudTls): CloudTls {
  const entries = Object.entries(tls).map(([name, value]): [string, unknown] => {
    const secret = name === "key" || (typeof value === "string" && value.includes("PRIVATE KEY-----"));
    return [name, secret ? MASK : value];
  });
  return Object.fromEntries(entries);
}

/** That the settings name authorities to trust and nobody asks for them. */
export function tlsNotes(settings: Settings, layer: Layer): readonly ConfigNote[] {
  // Not read, because they are not in effect.
  const cacert = (entryOf(layer.values, "cacert") ?? "") !== "";
  const verify = isPath(entryOf(layer.values, "verify"));
  const insecure = settings.flag("insecure") === true;
  const off = insecure || verifyIn(settings) === false;
  const why = insecure ? "insecure is true" : off ? "verify is false" : "cacert names others";
  const unused = [...(off && cacert ? ["cacert"] : []), ...(verify && (off || cacert) ? ["verify"] : [])];
  return unused.map((key) => note(settings, "UNUSED_KEY", { key, message: `${key} is not used, because ${why}.` }));
}

/** `verify`: a switch, or what the peers take for a `cacert`. */
function verifyIn(settings: Settings): boolean | undefined {
  return namesAuthorities(settings) ? true : settings.flag("verify");
}

function namesAuthorities(settings: Settings): boolean {
  return isPath(settings.text("verify"));
}

function isPath(value: unknown): boolean {
  return typeof value === "string" && /[\\/]/.test(value);
}

/** `cacert`: a file, or a directory whose PEM files are all trusted. */
async function authorities(settings: Settings, around: Surroundings): Promise<string | undefined> {
  const key = settings.text("cacert") === undefined && namesAuthorities(settings) ? "verify" : "cacert";
  const path = pathIn(key, settings, around);
  const names = path === undefined ? undefined : await around.listFiles(path);
  if (path === undefined || names === undefined) {
    const file = await pem(key, settings, around);
    if (file !== undefined) certificatesIn(file, key, settings);
    return file?.text;
  }
  const paths = [...names].sort().map((name) => pathsOf(around).join(path, name));
  const read = await Promise.all(
    paths.map(async (file) => ({ path: file, text: (await around.readFile(file))?.text })),
  );
  const texts = new Map<string, PemFile>();
  for (const { path: from, text } of read) {
    if (text?.includes("-----BEGIN CERTIFICATE") && !texts.has(text)) texts.set(text, { path: from, text });
  }
  if (texts.size === 0) throw settings.invalid(key, `there is no PEM file in ${path}`);
  for (const file of texts.values()) certificatesIn(file, key, settings);
  return [...texts.keys()].join("\n");
}

/** `cert` and `key`: both or neither; the file of the certificate may hold its key, too. */
async function ownCertificate(settings: Settings, around: Surroundings): Promise<Pick<CloudTls, "cert" | "key">> {
  const cert = await pem("cert", settings, around);
  const key = (await pem("key", settings, around)) ?? (cert?.text.includes("PRIVATE KEY-----") ? cert : undefined);
  if (cert === undefined && key === undefined) return {};
  if (cert === undefined) throw settings.invalid("key", "it needs a cert, whose key it is");
  if (key === undefined) throw settings.invalid("cert", "it needs a key, in a file that key names or in its own");
  const [certificate] = certificatesIn(cert, "cert", settings);
  const at = settings.text("key") === undefined ? "cert" : "key";
  if (!certificate?.checkPrivateKey(privateKeyIn(key, at, settings))) {
    throw settings.invalid(at, `${key.path} holds the key of another certificate`);
  }
  return { cert: cert.text, key: key.text };
}

/** OpenSSL passes over what it cannot read, and everything behind it, without a word. */
function certificatesIn({ path, text }: PemFile, name: string, settings: Settings): readonly X509Certificate[] {
  try {
    const found = text
      .split(/(?=-----BEGIN )/)
      .filter((one) => CERTIFICATE.test(one))
      .map((one) => new X509Certificate(one));
    if (found.length > 0) return found;
  } catch {
    throw settings.invalid(name, `${path} has a certificate that is damaged`);
  }
  throw settings.invalid(name, `${path} has no certificate`);
}

function privateKeyIn({ path, text }: PemFile, name: string, settings: Settings): KeyObject {
  try {
    return createPrivateKey(text);
  } catch {
    throw settings.invalid(name, `${path} has no private key that can be read without a passphrase`);
  }
}

async function pem(name: string, settings: Settings, around: Surroundings): Promise<PemFile | undefined> {
  const path = pathIn(name, settings, around);
  if (path === undefined) return undefined;
  const file = await around.readFile(path);
  if (file === undefined) throw settings.invalid(name, `there is no readable file ${path}`);
  if (!file.text.includes("-----BEGIN ")) throw settings.invalid(name, `${path} is not a PEM file`);
  return { path, text: file.text };
}

function pathIn(name: string, settings: Settings, around: Surroundings): string | undefined {
  const written = settings.text(name);
  if (written === undefined) return undefined;
  // A message about such a path would show what it holds, which may be a key.
  if (/[\r\n]|-----BEGIN/.test(written)) throw settings.invalid(name, "it must be the path of a file, not its content");
  const { join, resolve, sep } = pathsOf(around);
  const ofHome = written === "~" || written.startsWith("~/") || written.startsWith(`~${sep}`);
  return ofHome ? join(around.home, written.slice(1)) : resolve(around.cwd, written);
}

import { join, resolve } from "node:path";
import { printedAs } from "../redaction/printed.ts";
import type { Settings } from "./settings.ts";
import type { Surroundings } from "./surroundings.ts";

/** How to verify the cloud and to show who is calling; PEM texts. */
export interface CloudTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly verify?: boolean;
}

/**
 * Reads the TLS settings and the files they name.
 *
 * @throws ConfigError (`INVALID_VALUE`) when a file is not there or is no PEM file, or a switch is unreadable.
 */
export async function tlsOf(settings: Settings, around: Surroundings): Promise<CloudTls | undefined> {
  const insecure = settings.flag("insecure");
  const verify = insecure === true ? false : settings.flag("verify");
  // Whom nobody asks for need not be there, either.
  const ca = verify === false ? undefined : await authorities(settings, around);
  const cert = await pem("cert", settings, around);
  const key = (await pem("key", settings, around)) ?? (cert?.includes("PRIVATE KEY-----") ? cert : undefined);
  const tls: CloudTls = {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(verify === undefined ? {} : { verify }),
  };
  return Object.keys(tls).length === 0 ? undefined : printedAs(tls, withoutKeys(tls));
}

/** A certificate's file often holds its key, too. */
function withoutKeys(tls: CloudTls): CloudTls {
  const entries = Object.entries(tls).map(([name, value]): [string, unknown] => {
    const secret = name === "key" || (typeof value === "string" && value.includes("PRIVATE KEY-----"));
    return [name, secret ? "[redacted]" : value];
  });
  return Object.fromEntries(entries);
}

/** `cacert`: a file, or a directory whose PEM files are all trusted. */
async function authorities(settings: Settings, around: Surroundings): Promise<string | undefined> {
  const path = pathIn("cacert", settings, around);
  const names = path === undefined ? undefined : await around.listFiles(path);
  if (path === undefined || names === undefined) return pem("cacert", settings, around);
  const files = await Promise.all([...names].sort().map((name) => around.readFile(join(path, name))));
  const texts = files.flatMap((file) => (file?.text.includes("-----BEGIN CERTIFICATE") ? [file.text] : []));
  if (texts.length === 0) throw settings.invalid("cacert", `there is no PEM file in ${path}`);
  return [...new Set(texts)].join("\n");
}

async function pem(name: string, settings: Settings, around: Surroundings): Promise<string | undefined> {
  const path = pathIn(name, settings, around);
  if (path === undefined) return undefined;
  const file = await around.readFile(path);
  if (file === undefined) throw settings.invalid(name, `there is no readable file ${path}`);
  if (!file.text.includes("-----BEGIN ")) throw settings.invalid(name, `${path} is not a PEM file`);
  return file.text;
}

function pathIn(name: string, settings: Settings, around: Surroundings): string | undefined {
  const written = settings.text(name);
  if (written === undefined) return undefined;
  return /^~(?=\/|$)/.test(written) ? join(around.home, written.slice(1)) : resolve(around.cwd, written);
}

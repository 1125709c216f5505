import { ConfigError } from "../../errors/errors.ts";
import { httpUrl } from "../identity.ts";
import { optionText } from "../option.ts";

const LOOPBACK = /^(localhost|[^/]+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Whether secrets may be sent there: by https, within this machine, or where the user said so. */
export function isSafe(url: URL, allowHttp: boolean): boolean {
  return url.protocol === "https:" || (url.protocol === "http:" && (allowHttp || LOOPBACK.test(url.hostname)));
}

/** Reads an option that holds an address which secrets are sent to. @throws ConfigError (`INVALID_VALUE`). */
export function safeAddress(options: object, key: string, allowHttp: boolean): string | undefined {
  const text = optionText(options, key);
  if (text === undefined) return undefined;
  const url = httpUrl(text, key);
  if (isSafe(url, allowHttp)) return url.href;
  const problem = `The option ${key} cannot be used: ${url.origin} would get secrets unencrypted`;
  throw new ConfigError("INVALID_VALUE", `${problem}; write https://, or set allowHttp if you must.`, { key });
}

import { ConfigError, type ConfigErrorCode } from "../errors/errors.ts";
import { isRecord } from "../errors/record.ts";
import { entryOf } from "./merge.ts";
import type { Mapping } from "./parse.ts";

/** Where settings come from: a cloud of a file, or the environment. */
export type Origin = { readonly cloud: string; readonly file: string | undefined } | "environment";

// For these the top level wins over "auth", for the rest it is the other way round: so the peers read them.
const TOP_FIRST = new Set([
  "domain_id",
  "domain_name",
  "user_domain_id",
  "user_domain_name",
  "project_domain_id",
  "project_domain_name",
  "token",
  "project_id",
  "project_name",
]);

const FORMER_NAMES: Readonly<Record<string, readonly string[]>> = {
  auth_type: ["auth_plugin"],
  project_id: ["tenant_id"],
  project_name: ["tenant_name"],
  username: ["user_name"],
  token: ["auth_token"],
  endpoint: ["url"],
  interface: ["endpoint_type"],
};

/** One cloud's settings after merging; reads them and makes errors that name the place and the key. */
export class Settings {
  readonly origin: Origin;
  readonly #top: Mapping;
  readonly #auth: Mapping;

  /** @throws ConfigError (`INVALID_VALUE`) when "auth" is not a mapping. */
  constructor(values: Mapping, origin: Origin) {
    this.origin = origin;
    this.#top = underscored(values);
    const auth = entryOf(this.#top, "auth") ?? {};
    if (!isRecord(auth)) throw this.invalid("auth", "it must be a mapping");
    this.#auth = underscored(auth);
  }

  /** The names of the top level's keys. */
  get keys(): readonly string[] {
    return Object.keys(this.#top);
  }

  /** A top-level value, whatever it is; undefined when it is absent, null or "". */
  value(key: string): unknown {
    return firstIn(this.#top, key);
  }

  /** A top-level value as text. @throws ConfigError (`INVALID_VALUE`) when it is something else. */
  text(key: string): string | undefined {
    return this.#asText(key, this.value(key));
  }

  /** A value that belongs to the login, from "auth" or from the top level. @throws ConfigError (`INVALID_VALUE`). */
  login(key: string): string | undefined {
    const top = firstIn(this.#top, key);
    const auth = firstIn(this.#auth, key);
    return this.#asText(key, TOP_FIRST.has(key) ? (top ?? auth) : (auth ?? top));
  }

  /** A login value that must be there. @throws ConfigError (`MISSING_VALUE`, `INVALID_VALUE`). */
  required(key: string): string {
    const value = this.login(key);
    if (value === undefined) throw this.missing(key);
    return value;
  }

  /** A switch. @throws ConfigError (`INVALID_VALUE`) when it is neither of true/yes/on/1 and false/no/off/0. */
  flag(key: string): boolean | undefined {
    return this.#asFlag(key, this.text(key));
  }

  /** A switch that belongs to the login. @throws ConfigError (`INVALID_VALUE`) as {@link flag}. */
  loginFlag(key: string): boolean | undefined {
    return this.#asFlag(key, this.login(key));
  }

  missing(key: string, hint = ""): ConfigError {
    return this.#error("MISSING_VALUE", key, `is missing${hint && `: ${hint}`}`);
  }

  invalid(key: string, problem: string): ConfigError {
    return this.#error("INVALID_VALUE", key, `cannot be used: ${problem}`);
  }

  /** The same error in the words of this place: the authentication layer only knows its options' names. */
  placed(error: ConfigError): ConfigError {
    const key = error.key?.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) ?? "auth";
    return this.invalid(key, error.message.replace(/^The option \w+ cannot be used: /, "").replace(/\.$/, ""));
  }

  #asText(key: string, value: unknown): string | undefined {
    if (value === undefined || typeof value === "string") return value;
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    throw this.invalid(key, "it must be text");
  }

  #asFlag(key: string, text: string | undefined): boolean | undefined {
    const word = text?.trim().toLowerCase();
    if (word === undefined) return undefined;
    if (["true", "yes", "on", "1"].includes(word)) return true;
    if (["false", "no", "off", "0"].includes(word)) return false;
    throw this.invalid(key, "write true or false");
  }

  #error(code: ConfigErrorCode, key: string, problem: string): ConfigError {
    if (this.origin === "environment") {
      const name = `OS_${key.toUpperCase()}`;
      return new ConfigError(code, `The environment variable ${name} ${problem}.`, { key: name });
    }
    const { cloud, file } = this.origin;
    const place = `${file === undefined ? "" : `${file}: `}cloud "${cloud}"`;
    return new ConfigError(code, `${place}: ${key} ${problem}.`, { key, file });
  }
}

function firstIn(mapping: Mapping, key: string): unknown {
  const names = [key, ...(Object.hasOwn(FORMER_NAMES, key) ? (FORMER_NAMES[key] ?? []) : [])];
  return names.map((name) => entryOf(mapping, name)).find((value) => value !== undefined && value !== "");
}

function underscored(mapping: Mapping): Mapping {
  return Object.fromEntries(Object.entries(mapping).map(([key, value]) => [key.replaceAll("-", "_"), value]));
}

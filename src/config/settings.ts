import type { ConfigError } from "../errors/errors.ts";
import { isRecord } from "../errors/record.ts";
import { redactUrl } from "../redaction/url.ts";
import { currentName, SECRETS } from "./keys.ts";
import { type ConfigSource, entryOf, has, type Layer, says } from "./layers.ts";
import { errorAt, type Origin, type Place, placeText } from "./origin.ts";
import type { Mapping } from "./parse.ts";

// For these the top level wins over "auth", for the rest it is the other way round: so the peers read them.
const TOP_FIRST = new Set([
  "domain_id",
  "domain_name",
  "user_domain_id",
  "user_domain_name",
  "project_domain_id",
  "project_domain_name",
  "token",
  "passcode",
  "project_id",
  "project_name",
]);

/** How an error about a setting is told. */
export interface Telling {
  /** Where exactly the setting is wrong, when that is below its key. */
  readonly path?: readonly string[];
  readonly cause?: unknown;
}

/** One effective value and where it comes from. */
export interface ConfigValue {
  /** Such as "region_name" or "auth.username". */
  readonly key: string;
  /** As text; a secret as "***". */
  readonly value: string;
  readonly source: ConfigSource;
}

/** One cloud's settings; reads them, remembers what was read, and makes errors that name the place and the key. */
export class Settings {
  readonly origin: Origin;
  readonly #layer: Layer;
  readonly #top: Mapping;
  readonly #auth: Mapping = {};
  readonly #read = new Map<string, ConfigValue>();
  readonly #usedLoginKeys = new Set<string>();

  /** @throws ConfigError (`INVALID_VALUE`) when "auth" is not a mapping. */
  constructor(layer: Layer, origin: Origin) {
    this.origin = origin;
    this.#layer = layer;
    this.#top = layer.values;
    const auth = entryOf(this.#top, "auth") ?? {};
    if (!isRecord(auth)) throw this.invalid("auth", "it must be a mapping");
    this.#auth = auth;
  }

  /** The names of the top level's keys. */
  get keys(): readonly string[] {
    return Object.keys(this.#top);
  }

  /** The names of the keys of "auth". */
  get loginKeys(): readonly string[] {
    return Object.keys(this.#auth);
  }

  /** The keys of "auth" that nobody has asked for. */
  get unusedLoginKeys(): readonly string[] {
    const former = this.loginKeys.filter((key) => currentName(key) !== undefined);
    const copied = new Set(former.filter((key) => this.#isCopied(key)).map(currentName));
    return this.loginKeys.filter((key) => {
      const used = this.#usedLoginKeys.has(currentName(key) ?? key);
      return !used && !copied.has(key) && entryOf(this.#auth, key) !== undefined;
    });
  }

  /** What has been read so far. */
  get values(): readonly ConfigValue[] {
    return [...this.#read.values()];
  }

  /** Records a value that nothing says and that follows from the rest, or is the default. */
  assume(key: string, value: string): string {
    this.#read.set(key, { key, value, source: { kind: "default" } });
    return value;
  }

  /** Records what has become of a value in which something was left to be filled in. */
  filled(key: string, value: string): string {
    const read = this.#read.get(key);
    if (read !== undefined) this.#read.set(key, { ...read, value: redactUrl(value) });
    return value;
  }

  /** A top-level value, whatever it is; undefined when it is absent, null or "". */
  value(key: string): unknown {
    const name = this.#nameIn(this.#top, key);
    return name === undefined ? undefined : this.#noted(key, [name]);
  }

  /** Whether a top-level value is said, which does not make it one that is used. */
  has(key: string): boolean {
    return this.#nameIn(this.#top, key) !== undefined;
  }

  /** A top-level value as text. @throws ConfigError (`INVALID_VALUE`) when it is something else. */
  text(key: string): string | undefined {
    return this.#asText(key, this.value(key));
  }

  /** A value that belongs to the login, from "auth" or from the top level. @throws ConfigError (`INVALID_VALUE`). */
  login(key: string): string | undefined {
    const path = this.#loginPath(key);
    return path === undefined ? undefined : this.#asText(key, this.#noted(`auth.${key}`, path));
  }

  /** Whether a value that belongs to the login is said, which does not make it one that is used. */
  hasLogin(key: string): boolean {
    return this.#loginPath(key) !== undefined;
  }

  /** Passes over what a login says once more in another way: it is not in effect, and there is nothing wrong with it. */
  passOver(keys: readonly string[]): void {
    for (const key of keys) this.#usedLoginKeys.add(key);
  }

  /** A login value that is a list of words, written as a list or with commas. @throws ConfigError (`INVALID_VALUE`). */
  loginList(key: string): readonly string[] | undefined {
    const path = this.#loginPath(key);
    const value = path && this.#noted(`auth.${key}`, path);
    if (!Array.isArray(value))
      return this.#asText(key, value)
        ?.split(",")
        .map((word) => word.trim());
    const words = value.filter((word) => typeof word === "string");
    if (words.length === value.length) return words;
    throw this.invalid(key, "it must be a list of names");
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

  /** Where a value comes from, or where it is left empty. */
  sourceOf(key: string): ConfigSource {
    return this.sourceAt(this.#loginPath(key) ?? this.#emptyPath(key) ?? [key]);
  }

  /** Where the value at a path of keys comes from. */
  sourceAt(path: readonly string[]): ConfigSource {
    return this.#layer.sourceOf(path);
  }

  missing(key: string, hint = ""): ConfigError {
    const place = this.#place(key);
    // A variable that holds nothing is not there.
    const empty = this.#emptyPath(key) !== undefined && place.source.kind !== "variable";
    const source: ConfigSource = empty ? place.source : { kind: "default" };
    const problem = `is ${empty ? "empty" : "missing"}${hint && `: ${hint}`}`;
    return errorAt({ ...place, source }, { code: "MISSING_VALUE", problem });
  }

  invalid(key: string, problem: string, { path, cause }: Telling = {}): ConfigError {
    const place = path === undefined ? this.#place(key) : { ...this.#place(key), source: this.sourceAt(path) };
    return errorAt(place, { code: "INVALID_VALUE", problem: `cannot be used: ${problem}`, cause });
  }

  /** An error about several settings that are fine each on its own. */
  contradicting([key = "auth_type", ...others]: readonly string[], problem: string): ConfigError {
    const beside = others.map((other) => placeText(this.#place(other))).join(" and ");
    const text = `cannot be used${beside && ` beside ${beside}`}: ${problem}`;
    return errorAt(this.#place(key), { code: "INVALID_VALUE", problem: text });
  }

  #loginPath(key: string): readonly string[] | undefined {
    const [top, auth] = [this.#nameIn(this.#top, key), this.#nameIn(this.#auth, key)];
    const above = top === undefined ? undefined : [top];
    const inside = auth === undefined ? undefined : ["auth", auth];
    return TOP_FIRST.has(key) ? (above ?? inside) : (inside ?? above);
  }

  #emptyPath(key: string): readonly string[] | undefined {
    return [["auth", key], [key]].find((path) => has(this.#top, path));
  }

  #place(key: string): Place {
    return { key, source: this.sourceOf(key), origin: this.origin };
  }

  #isCopied(former: string): boolean {
    return entryOf(this.#auth, former) === entryOf(this.#auth, currentName(former) ?? former);
  }

  #nameIn(mapping: Mapping, key: string): string | undefined {
    return says(mapping, key) ? key : undefined;
  }

  #noted(key: string, path: readonly string[]): unknown {
    const [first = "", second] = path;
    if (second !== undefined) this.#usedLoginKeys.add(second);
    const value = second === undefined ? entryOf(this.#top, first) : entryOf(this.#auth, second);
    const secret = SECRETS.has(path.at(-1) ?? "");
    const shown = secret ? "***" : redactUrl(typeof value === "string" ? value : JSON.stringify(value));
    this.#read.set(key, { key, value: shown, source: this.#layer.sourceOf(path) });
    return value;
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
}

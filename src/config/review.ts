import type { CloudFiles } from "./files.ts";
import { CLOUD_KEYS, currentName, LOGIN_KEYS, SERVICE_KEYS, SERVICE_NAMES, serviceKey } from "./keys.ts";
import { nearest } from "./nearest.ts";
import type { ConfigNote } from "./notes.ts";
import type { Settings } from "./settings.ts";

const KNOWN_KEYS = [...CLOUD_KEYS, ...LOGIN_KEYS];

/** The longest first, so that what begins with several is of the one that says most. */
const NAMES_OF_SERVICES = [...SERVICE_NAMES.keys()].sort((a, b) => b.length - a.length);

const FORMER: Readonly<Record<string, string>> = {
  auth_plugin: "auth_type",
  endpoint_type: "interface",
  tenant_id: "project_id",
  tenant_name: "project_name",
  user_name: "username",
};

/**
 * Refuses keys in "auth" that no way of logging in knows: something meant for the login would be lost.
 *
 * @throws ConfigError (`INVALID_VALUE`) naming the key and the nearest known one.
 */
export function requireKnownLoginKeys(settings: Settings): void {
  const unknown = settings.loginKeys.find((key) => !LOGIN_KEYS.includes(key));
  if (unknown === undefined) return;
  const like = isWord(unknown) ? (nearest(unknown, LOGIN_KEYS) ?? abbreviated(unknown, settings)) : undefined;
  const way = belongsBeside(unknown) ? "it belongs beside auth, not in it" : like && `did you mean ${like}`;
  // A part of a secret may have become a key, so it is only named when it looks like one.
  const fragment = fragmentProblem(unknown, settings);
  if (fragment !== undefined && way === undefined) {
    throw settings.invalid("auth", fragment, { path: ["auth", unknown] });
  }
  throw settings.invalid(unknown, way ?? "no way of logging in knows it; remove it");
}

/** A word without a value may be a part of a secret, which an error that takes it for a key would show. */
function abbreviated(word: string, settings: Settings): string | undefined {
  return settings.hasLogin(word) ? spelledOut(word) : undefined;
}

function belongsBeside(key: string): boolean {
  const service = serviceKey(key)?.name;
  return CLOUD_KEYS.includes(key) || (service !== undefined && SERVICE_NAMES.has(service));
}

/** The keys that a word may be short for: "passwd" for password, "project" for project_id or project_name. */
function spelledOut(word: string): string | undefined {
  const meant = LOGIN_KEYS.filter((key) => currentName(key) === undefined && isShortFor(word.toLowerCase(), key));
  const [shortest, next] = meant.sort((a, b) => a.length - b.length);
  return shortest === undefined || next === undefined ? shortest : `${shortest} or ${next}`;
}

/** Whether a key has the letters of a word in their order, and the first at its beginning. */
function isShortFor(word: string, key: string): boolean {
  let found = 0;
  for (const letter of key) if (letter === word[found]) found++;
  return word.length > 2 && found === word.length && key[0] === word[0];
}

/** What is wrong with a key that holds something of a value. */
function fragmentProblem(key: string, settings: Settings): string | undefined {
  if (!isWord(key)) {
    const word = /^\w*/.exec(key)?.[0] ?? "";
    const name = LOGIN_KEYS.includes(word) ? word : "a key";
    return `${name} runs into its value; write a colon and a space between them`;
  }
  if (settings.hasLogin(key)) return undefined;
  return "a word in it has no value; put a value with a comma in quotes, or remove the word";
}

/** What the owner of the settings should know. Comes last, when everything has been read. */
export function notesOn(settings: Settings, files: CloudFiles): readonly ConfigNote[] {
  return [...secretNotes(settings, files), ...keyNotes(settings), ...hookNotes(settings)];
}

function secretNotes(settings: Settings, files: CloudFiles): readonly ConfigNote[] {
  return settings.values.flatMap(({ key, value, source }): readonly ConfigNote[] => {
    if (value !== "***" || source.kind !== "file") return [];
    const { file, line } = source;
    const place = { key, file, line };
    const from = [files.clouds, files.secure, files.shared].find((read) => read?.file === file);
    const open = ((from?.mode ?? 0) & 0o004) !== 0;
    const readable = `${file} holds ${key} and everybody on this machine may read it; run: chmod 600 ${file}`;
    const plain = `${file} holds ${key} in plain text; secure.yaml is the place for it`;
    if (open) return [{ code: "READABLE_SECRET", message: `${readable}.`, ...place }];
    return file === files.secure?.file ? [] : [{ code: "PLAINTEXT_SECRET", message: `${plain}.`, ...place }];
  });
}

function keyNotes(settings: Settings): readonly ConfigNote[] {
  const unused = settings.unusedLoginKeys.map((key) =>
    note(settings, "UNUSED_KEY", { key, message: `${key} in auth is not used by this way of logging in.` }),
  );
  const written = [...settings.keys.map((key) => [key]), ...settings.loginKeys.map((key) => ["auth", key])];
  const former = written.flatMap((path) => {
    const key = path.at(-1) ?? "";
    const now = Object.hasOwn(FORMER, key) ? FORMER[key] : undefined;
    if (now === undefined) return [];
    const said = sayingAt(path, settings);
    const message = `${said(key)} is the former name of ${said(now)}.`;
    return [note(settings, "DEPRECATED_KEY", { key, message, path })];
  });
  const misspelt = settings.keys.flatMap((key) => {
    const like = meant(key);
    if (like === undefined) return [];
    const said = sayingAt([key], settings);
    return [note(settings, "MISSPELT_KEY", { key, message: `${said(key)} is not known; did you mean ${said(like)}?` })];
  });
  return [...unused, ...former, ...misspelt];
}

/** How keys are called where one stands: a variable's owner looks for variables. */
function sayingAt(path: readonly string[], settings: Settings): (key: string) => string {
  const { kind } = settings.sourceAt(path);
  return (key) => (kind === "variable" ? `OS_${key.toUpperCase()}` : key);
}

function hookNotes(settings: Settings): readonly ConfigNote[] {
  const hook = settings.text("vendor_hook");
  if (hook === undefined) return [];
  const message = `vendor_hook "${hook}" names a Python function, which is not run.`;
  return [note(settings, "VENDOR_HOOK", { key: "vendor_hook", message })];
}

function isWord(key: string): boolean {
  return /^\w+$/.test(key);
}

/** The known key that an unknown one is most like; many keys belong to other programs. */
function meant(key: string): string | undefined {
  if (!isWord(key)) return undefined;
  if (CLOUD_KEYS.includes(key) || LOGIN_KEYS.includes(key) || key.startsWith("has_") || key.endsWith("_timeout")) {
    return undefined;
  }
  const service = serviceKey(key);
  if (service === undefined) return knownLike(key) ?? serviceKeyLike(key);
  if (SERVICE_NAMES.has(service.name)) return undefined;
  const name = nearest(service.name, SERVICE_NAMES.keys());
  return name === undefined ? undefined : `${name}_${service.what}`;
}

/** Whoever writes "region" means region_name, though "regions", which takes a list, has more of its letters. */
function knownLike(key: string): string | undefined {
  const like = nearest(key, KNOWN_KEYS);
  const name = `${key}_name`;
  return like !== undefined && KNOWN_KEYS.includes(name) ? name : like;
}

function serviceKeyLike(key: string): string | undefined {
  const name = NAMES_OF_SERVICES.find((known) => key.startsWith(`${known}_`));
  const what = name === undefined ? undefined : nearest(key.slice(name.length + 1), SERVICE_KEYS);
  return what === undefined ? undefined : `${name}_${what}`;
}

/** A note with the place of its key, or of the path of keys where that stands in more than one. */
export function note(
  settings: Settings,
  code: ConfigNote["code"],
  { path, ...about }: { readonly key: string; readonly message: string; readonly path?: readonly string[] },
): ConfigNote {
  const source = path === undefined ? settings.sourceOf(about.key) : settings.sourceAt(path);
  return { code, ...about, ...(source.kind === "file" ? { file: source.file, line: source.line } : {}) };
}

import { type Document, LineCounter, parseDocument } from "yaml";
import { ConfigError } from "../errors/errors.ts";
import { isRecord } from "../errors/record.ts";
import { type Flaw, keepAsWritten, lineIn, MAX_DEPTH, QUOTE, tooDeep } from "./document.ts";

/** A mapping out of a configuration file. Scalars are text as written, or null. */
export type Mapping = Readonly<Record<string, unknown>>;

/** A configuration file, read. */
export interface ParsedFile {
  readonly file: string;
  readonly content: Mapping;
  /** The line, from 1, of the deepest key of a path that the file has; the entries of a list count from "0". */
  lineOf(path: readonly string[]): number | undefined;
}

// More than any real file, few enough to stop one that grows without end.
const MAX_BYTES = 1_048_576;
const MAX_ALIASES = 1000;

// While one of these is set, the YAML library prints all it reads, passwords too.
const TRACES = ["LOG_TOKENS", "LOG_STREAM"];

// Their messages are the same whatever the file says; all others may repeat a part of it, which may be a secret.
const TELLING = new Set([
  "BAD_INDENT",
  "BLOCK_AS_IMPLICIT_KEY",
  "BLOCK_IN_FLOW",
  "KEY_OVER_1024_CHARS",
  "MISSING_CHAR",
  "TAB_AS_INDENT",
]);
const REASONS: ReadonlyMap<string, string> = new Map([
  ["MULTILINE_IMPLICIT_KEY", "a key needs a colon and a space behind it, all on one line"],
  ["MULTIPLE_DOCS", "everything has to be in one document, so remove the line ---"],
  ["RESOURCE_EXHAUSTION", tooDeep()],
]);

/**
 * Reads a configuration file as the peers do, as YAML 1.1 (JSON is a part of it), but keeps plain scalars as written: a
 * password 01234 or an id 1111e2222 is no number.
 *
 * @throws ConfigError (`INVALID_FILE`) with file and line; the text itself, which may hold secrets, is not repeated.
 */
export function parseFile(text: string, file: string): ParsedFile | undefined {
  requireText(text, file);
  const lines = new LineCounter();
  const document = untraced(() =>
    parseDocument(text, {
      version: "1.1",
      schema: "yaml-1.1",
      merge: true,
      uniqueKeys: false,
      prettyErrors: false,
      lineCounter: lines,
    }),
  );
  const { flaw, targets } = kept(document);
  if (flaw !== undefined) {
    const { line, col } = lines.linePos(flaw.at);
    throw new ConfigError("INVALID_FILE", `${file}:${line}:${col} is not valid YAML: ${flaw.reason}.`, { file, line });
  }
  const content = plainValue(() => document.toJS({ maxAliasCount: MAX_ALIASES }), file);
  if (content === null || content === undefined) return undefined;
  if (!isRecord(content)) {
    const problem = `${file} must hold a mapping, such as "clouds:", at its top level.`;
    throw new ConfigError("INVALID_FILE", problem, { file });
  }
  return { file, content, lineOf: lineIn(document, targets, lines) };
}

function requireText(text: string, file: string): void {
  const problem =
    text.length > MAX_BYTES ? `has ${text.length} characters; a configuration file may have ${MAX_BYTES}` : undefined;
  // UTF-16 read as UTF-8 is full of the first, and begins with the second.
  const unreadable = /\0|^\uFFFD/.test(text) ? "is no text in UTF-8; save it as such" : undefined;
  const reason = problem ?? unreadable;
  if (reason !== undefined) throw new ConfigError("INVALID_FILE", `${file} ${reason}.`, { file });
}

function untraced<T>(work: () => T): T {
  const set = TRACES.filter((name) => process.env[name] !== undefined).map((name) => [name, process.env[name]]);
  for (const name of TRACES) delete process.env[name];
  try {
    return work();
  } finally {
    Object.assign(process.env, Object.fromEntries(set));
  }
}

function kept(document: Document): ReturnType<typeof keepAsWritten> {
  const flaw = syntaxFlaw(document);
  return flaw === undefined ? keepAsWritten(document) : { flaw, targets: new Map() };
}

/** What the library only warns of is half-read, so it counts as well. */
function syntaxFlaw({ errors, warnings }: Document): Flaw | undefined {
  const [flaw] = [...errors, ...warnings];
  if (flaw === undefined) return undefined;
  const reason = TELLING.has(flaw.code) ? flaw.message : (REASONS.get(flaw.code) ?? QUOTE);
  return { at: flaw.pos[0], reason };
}

function plainValue(read: () => unknown, file: string): unknown {
  try {
    const value = read();
    if (isTooDeep(value)) throw new RangeError(tooDeep());
    return value;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError("INVALID_FILE", `${file} cannot be read: ${reason}.`, { file, cause });
  }
}

/** Whether mappings and lists are nested deeper than any real file: an alias inside its own anchor has no end. */
export function isTooDeep(value: unknown, left: number = MAX_DEPTH): boolean {
  if (typeof value !== "object" || value === null) return false;
  return left === 0 || Object.values(value).some((inner) => isTooDeep(inner, left - 1));
}

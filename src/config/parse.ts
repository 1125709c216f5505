import { type Document, isMap, isPair, isScalar, LineCounter, type Node, parseDocument, Scalar, visit } from "yaml";
import { ConfigError } from "../errors/errors.ts";
import { isRecord } from "../errors/record.ts";

/** A mapping out of a configuration file. Scalars are text as written, or null. */
export type Mapping = Readonly<Record<string, unknown>>;

/** A configuration file, read. */
export interface ParsedFile {
  readonly file: string;
  readonly content: Mapping;
  /** The line of the deepest key of a path that the file has, from 1. */
  lineOf(path: readonly string[]): number | undefined;
}

// More than any real file, few enough to stop one that grows without end.
const MAX_BYTES = 1_048_576;
const MAX_ALIASES = 1000;
const MAX_DEPTH = 50;

// While one of these is set, the YAML library prints all it reads, passwords too.
const TRACES = ["LOG_TOKENS", "LOG_STREAM"];

// Their messages are the same whatever the file says; all others may repeat a part of it, which may be a secret.
const TELLING = new Set([
  "BAD_INDENT",
  "BLOCK_AS_IMPLICIT_KEY",
  "BLOCK_IN_FLOW",
  "KEY_OVER_1024_CHARS",
  "MISSING_CHAR",
  "MULTILINE_IMPLICIT_KEY",
  "TAB_AS_INDENT",
]);
const QUOTE = "a value that begins with a special character, or holds a backslash, needs single quotes";
const ONE_DOCUMENT = "everything has to be in one document, so remove the line ---";

const TAGS = /^tag:yaml\.org,2002:(?:bool|float|int|map|null|seq|str|timestamp)$/;

/** Where something is wrong, and what. */
interface Flaw {
  readonly at: number;
  readonly reason: string;
}

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
  const flaw = syntaxFlaw(document) ?? keepAsWritten(document);
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
  const lineOf = (path: readonly string[]): number | undefined => lineIn(document.contents, path, lines);
  return { file, content, lineOf };
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

/** What the library only warns of is half-read, so it counts as well. */
function syntaxFlaw({ errors, warnings }: Document): Flaw | undefined {
  const [flaw] = [...errors, ...warnings];
  if (flaw === undefined) return undefined;
  const fixed = flaw.code === "MULTIPLE_DOCS" ? ONE_DOCUMENT : QUOTE;
  return { at: flaw.pos[0], reason: TELLING.has(flaw.code) ? flaw.message : fixed };
}

/** Turns typed scalars back into text, and finds what has no meaning in a configuration. */
function keepAsWritten(document: Document): Flaw | undefined {
  const anchors = new Set<string>();
  let flaw: Flaw | undefined;
  const found = (node: Node, reason: string): symbol => {
    flaw = { at: node.range?.[0] ?? 0, reason };
    return visit.BREAK;
  };
  visit(document, {
    Alias: (_key, node) => (anchors.has(node.source) ? undefined : found(node, `nothing is called so; ${QUOTE}`)),
    Value(_key, node) {
      if (node.anchor !== undefined) anchors.add(node.anchor);
      if (node.tag !== undefined && !TAGS.test(node.tag)) return found(node, `its tag has no meaning here; ${QUOTE}`);
      const typed = isScalar(node) && node.type === Scalar.PLAIN && isTyped(node.value);
      if (typed && node.source !== undefined) node.value = node.source;
      return undefined;
    },
  });
  return flaw;
}

/** The line of a path's last key, or of the nearest one above it: a key may come out of an alias. */
function lineIn(contents: unknown, path: readonly string[], lines: LineCounter): number | undefined {
  let node = contents;
  let line: number | undefined;
  for (const key of path) {
    const pair = isMap(node) ? node.items.findLast((item) => isPair(item) && keyText(item.key) === key) : undefined;
    if (pair === undefined) return line;
    const start = isScalar(pair.key) ? pair.key.range?.[0] : undefined;
    if (start !== undefined) line = lines.linePos(start).line;
    node = pair.value;
  }
  return line;
}

/** Keys of settings may be written with hyphens; a cloud's name is only ever itself. */
function keyText(key: unknown): string | undefined {
  return isScalar(key) ? String(key.value) : undefined;
}

function isTyped(value: unknown): boolean {
  return ["number", "boolean", "bigint"].includes(typeof value) || value instanceof Date;
}

function plainValue(read: () => unknown, file: string): unknown {
  try {
    const value = read();
    if (isTooDeep(value)) throw new RangeError(`its values are nested more than ${MAX_DEPTH} deep`);
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

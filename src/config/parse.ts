import { isMap, isPair, isScalar, LineCounter, parseDocument, Scalar, visit } from "yaml";
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

/**
 * Reads a configuration file as the peers do, as YAML 1.1 (JSON is a part of it), but keeps plain scalars as written: a
 * password 01234 or an id 1111e2222 is no number.
 *
 * @throws ConfigError (`INVALID_FILE`) with file and line; the text itself, which may hold secrets, is not repeated.
 */
export function parseFile(text: string, file: string): ParsedFile | undefined {
  if (text.length > MAX_BYTES) {
    const problem = `${file} has ${text.length} characters; a configuration file may have ${MAX_BYTES}.`;
    throw new ConfigError("INVALID_FILE", problem, { file });
  }
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: "1.1",
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: "silent",
    lineCounter: lines,
  });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    const reason = error.message.replace(/: ".*$/s, "");
    throw new ConfigError("INVALID_FILE", `${file}:${line}:${col} is not valid YAML: ${reason}.`, { file, line });
  }
  visit(document, {
    Scalar(_key, node) {
      if (node.type === Scalar.PLAIN && isTyped(node.value) && node.source !== undefined) node.value = node.source;
    },
  });
  const content = plainValue(() => document.toJS({ maxAliasCount: MAX_ALIASES }), file);
  if (content === null || content === undefined) return undefined;
  if (!isRecord(content)) {
    const problem = `${file} must hold a mapping, such as "clouds:", at its top level.`;
    throw new ConfigError("INVALID_FILE", problem, { file });
  }
  const lineOf = (path: readonly string[]): number | undefined => lineIn(document.contents, path, lines);
  return { file, content, lineOf };
}

/** The line of a path's last key, or of the nearest one above it: a key may come out of an alias. */
function lineIn(contents: unknown, path: readonly string[], lines: LineCounter): number | undefined {
  let node = contents;
  let line: number | undefined;
  for (const key of path) {
    const pair = isMap(node) ? node.items.find((item) => isPair(item) && keyText(item.key) === key) : undefined;
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
    requireDepth(value, MAX_DEPTH);
    return value;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError("INVALID_FILE", `${file} cannot be read: ${reason}.`, { file, cause });
  }
}

/** An alias inside its own anchor makes a value without end. */
function requireDepth(value: unknown, left: number): void {
  if (typeof value !== "object" || value === null) return;
  if (left === 0) throw new RangeError(`its values are nested more than ${MAX_DEPTH} deep`);
  for (const inner of Object.values(value)) requireDepth(inner, left - 1);
}

import { LineCounter, parseDocument, Scalar, visit } from "yaml";
import { ConfigError } from "../errors/errors.ts";
import { isRecord } from "../errors/record.ts";

/** A mapping out of a configuration file. Scalars are text as written, or null. */
export type Mapping = Readonly<Record<string, unknown>>;

// More than any real file, few enough to stop one that grows without end.
const MAX_ALIASES = 1000;
const MAX_DEPTH = 50;

/**
 * Reads a configuration file as the peers do, as YAML 1.1 (JSON is a part of it), but keeps plain scalars as written: a
 * password 01234 or an id 1111e2222 is no number.
 *
 * @throws ConfigError (`INVALID_FILE`) with file and line; the text itself, which may hold secrets, is not repeated.
 */
export function parseMapping(text: string, file: string): Mapping | undefined {
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
  const value = plainValue(() => document.toJS({ maxAliasCount: MAX_ALIASES }), file);
  if (value === null || value === undefined) return undefined;
  if (isRecord(value)) return value;
  throw new ConfigError("INVALID_FILE", `${file} must hold a mapping, such as "clouds:", at its top level.`, { file });
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

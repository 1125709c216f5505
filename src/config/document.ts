import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  type Pair,
  Scalar,
  visit,
  type YAMLMap,
} from "yaml";

/** Where something is wrong, and what. */
export interface Flaw {
  readonly at: number;
  readonly reason: string;
}

/** What the aliases of a document stand for. */
export type Targets = ReadonlyMap<Alias, Node>;

/** More than any real file, few enough to stop one that grows without end. */
export const MAX_DEPTH = 50;

/** What to do about text that YAML reads as something else. */
export const QUOTE = "a value that begins with a special character, or holds a backslash, needs single quotes";
const MERGE = "<< takes a mapping, or a list of mappings";
const ENCODING = "it is no text in UTF-8; save the file as such";
const KEY = "a key must be text, so what begins with { or [ needs single quotes";

const TAGS = /^tag:yaml\.org,2002:(?:bool|float|int|map|null|seq|str|timestamp)$/;

/** Turns typed scalars back into text, and finds what has no meaning in a configuration. */
export function keepAsWritten(document: Document): { readonly flaw: Flaw | undefined; readonly targets: Targets } {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  let flaw: Flaw | undefined;
  const found = (node: Node, reason: string): symbol => {
    flaw = { at: node.range?.[0] ?? 0, reason };
    return visit.BREAK;
  };
  visit(document, {
    Alias(_key, node, path) {
      const target = anchors.get(node.source);
      if (target === undefined) return found(node, `nothing is called so; ${QUOTE}`);
      if (path.includes(target)) return found(node, "it stands for something that it is itself a part of");
      targets.set(node, target);
      return undefined;
    },
    Value(_key, node, path) {
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
      if (node.tag !== undefined && !TAGS.test(node.tag)) return found(node, `its tag has no meaning here; ${QUOTE}`);
      if (isCollection(node) && path.filter(isCollection).length >= MAX_DEPTH) return found(node, tooDeep());
      // This is what becomes of a letter in any other encoding; in a comment nobody misses that.
      if (isScalar(node) && String(node.value).includes("\uFFFD")) return found(node, ENCODING);
      const typed = isScalar(node) && node.type === Scalar.PLAIN && isTyped(node.value);
      if (typed && node.source !== undefined) node.value = node.source;
      return undefined;
    },
  });
  return { flaw: flaw ?? pairFlaw(document, targets), targets };
}

/** What is said of values nested deeper than any real file's. */
export function tooDeep(): string {
  return `its values are nested more than ${MAX_DEPTH} deep`;
}

/** The line of a path's last key or entry, or of the nearest one above it that the document has. */
export function lineIn(
  document: Document,
  targets: Targets,
  lines: LineCounter,
): (path: readonly string[]) => number | undefined {
  const entriesOf = entriesIn(targets);
  return (path) => {
    let node: unknown = document.contents;
    let line: number | undefined;
    for (const key of path) {
      const inner = resolved(node, targets);
      const entry = isMap(inner) ? entriesOf(inner).get(key) : itemOf(inner, key);
      if (entry === undefined) return line;
      if (entry.at !== undefined) line = lines.linePos(entry.at).line;
      node = entry.value;
    }
    return line;
  };
}

interface Entry {
  readonly at: number | undefined;
  readonly value: unknown;
}

type Entries = ReadonlyMap<string, Entry>;

function itemOf(node: unknown, key: string): Entry | undefined {
  const value = isSeq(node) ? node.items[Number(key)] : undefined;
  return isAlias(value) || isCollection(value) || isScalar(value) ? { at: value.range?.[0], value } : undefined;
}

/** The entries of a mapping by key, gathered once: a look through thousands for each of thousands takes minutes. */
function entriesIn(targets: Targets): (map: YAMLMap) => Entries {
  const gathered = new Map<YAMLMap, Entries>();
  const entriesOf = (map: YAMLMap): Entries => {
    const known = gathered.get(map);
    if (known !== undefined) return known;
    const pairs = map.items.filter(isPair);
    const own = pairs.flatMap(({ key, value }) => {
      const text = keyText(key);
      return text === undefined ? [] : [[text, { at: isScalar(key) ? key.range?.[0] : undefined, value }] as const];
    });
    const merged = pairs.filter(isMerge).flatMap(({ value }) => mergedBy(value, targets));
    // Of two that merge the same key, the first holds, and what is not merged holds over both.
    const below = merged.toReversed().flatMap((one) => (isMap(one) ? [...entriesOf(one)] : []));
    const entries = new Map([...below, ...own]);
    gathered.set(map, entries);
    return entries;
  };
  return entriesOf;
}

/** The first key that is no text, which the library would print as it turns it into one, or "<<" that names no mapping. */
function pairFlaw(document: Document, targets: Targets): Flaw | undefined {
  let flaw: Flaw | undefined;
  visit(document, {
    Pair(_key, pair) {
      const { key } = pair;
      const reason = isCollection(resolved(key, targets)) ? KEY : mergesNoMapping(pair, targets) ? MERGE : undefined;
      if (reason === undefined) return undefined;
      flaw = { at: (isNode(key) ? key.range?.[0] : undefined) ?? 0, reason };
      return visit.BREAK;
    },
  });
  return flaw;
}

function mergesNoMapping(pair: Pair, targets: Targets): boolean {
  return isMerge(pair) && !mergedBy(pair.value, targets).every((one) => isMap(one));
}

function isMerge({ key }: Pair): boolean {
  if (!isScalar(key) || key.type !== Scalar.PLAIN) return false;
  return (typeof key.value === "symbol" ? key.value.description : key.value) === "<<";
}

function mergedBy(value: unknown, targets: Targets): readonly unknown[] {
  const source = resolved(value, targets);
  return isSeq(source) ? source.items.map((item) => resolved(item, targets)) : [source];
}

function resolved(node: unknown, targets: Targets): unknown {
  return isAlias(node) ? targets.get(node) : node;
}

/** Keys of settings may be written with hyphens; a cloud's name is only ever itself. */
function keyText(key: unknown): string | undefined {
  return isScalar(key) && typeof key.value !== "symbol" ? String(key.value) : undefined;
}

function isTyped(value: unknown): boolean {
  return ["number", "boolean", "bigint"].includes(typeof value) || value instanceof Date;
}

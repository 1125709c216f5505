const LONGEST = 1_000;
// Enough of a page to find what it says; a login portal's scripts are not read.
const MARKUP = 16_384;
const LINES = 6;

const TAGS =
  /<\/?(?:a|b|body|br|center|code|div|em|h[1-6]|head|hr|html|i|li|ol|p|pre|span|strong|title|tt|u|ul)(?:\s[^<>]*)?\/?>/gi;
const UNSEEN = /<!--[\s\S]*?(?:-->|$)|<(script|style)\b[\s\S]*?(?:<\/\1[^<>]*>?|$)/gi;
const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

/** A text on one line, without the few HTML tags that WebOb leaves in it, cut off at 1,000 characters. */
export function plainText(text: string): string | undefined {
  return oneLine(text.slice(0, MARKUP).replace(TAGS, " "));
}

/** What a page shows: title, heading and text, each line once. */
export function markupText(page: string): string | undefined {
  const lines = page
    .slice(0, MARKUP)
    .replace(UNSEEN, "\n")
    .replace(/<[^<>]*>/g, "\n")
    .split("\n")
    .map((line) => decode(line).replace(/\s+/g, " ").trim())
    .filter((line) => line !== "");
  return oneLine(joined([...new Set(lines)].slice(0, LINES)));
}

/** The text of the first XML element of a name. */
export function xmlText(document: string, element: string): string | undefined {
  const found = new RegExp(`<(?:\\w+:)?${element}\\b[^<>]*>([^<]*)<`, "i").exec(document.slice(0, MARKUP));
  return found === null ? undefined : oneLine(decode(found[1] ?? ""));
}

function oneLine(text: string): string | undefined {
  const line = text.replace(/[\s\p{Cc}]+/gu, " ").trim();
  if (line === "") return undefined;
  if (line.length <= LONGEST) return line;
  // A cut may split a surrogate pair.
  return `${line.slice(0, LONGEST - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

// "Forbidden: Access was denied", but "No such page. Ask the operator".
function joined(lines: readonly string[]): string {
  return lines.reduce((text, line) => (text === "" ? line : `${text}${/[.:!?]$/.test(text) ? " " : ": "}${line}`), "");
}

function decode(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{1,8}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return NAMED[String(name).toLowerCase()] ?? whole;
    const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return point <= 0x10_ff_ff ? String.fromCodePoint(point) : whole;
  });
}

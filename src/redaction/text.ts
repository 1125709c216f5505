import { MASK } from "./mask.ts";
import { isSecretMember } from "./names.ts";
import { endOfList, Nesting } from "./nesting.ts";

/** A name and what stands between it and its value: "name": in JSON, 'name': in Python, name= in forms and URLs. */
const NAMED = /(["'])([\w.:-]{1,64})\1\s*:\s*[ub]?|(?<![\w.-])([\w.-]{1,64}) ?= ?/g;

/** A text, closed or not; a word that is no constant. */
const VALUE = /"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|(?!(?:null|true|false|none)\b)[^\s&"'<>[{][^\s&"'<>]*/isy;

/** A text as it may be shown: without user information in URLs, and with the values of secret names masked. */
export function redactText(text: string): string {
  const bare = text.replaceAll(/\/\/[^/\s"'<>]*@/g, "//");
  const parts: string[] = [];
  let from = 0;
  const nesting = new Nesting(bare);
  for (const { 0: before, 1: quote, 2: quoted, 3: plain, index } of bare.matchAll(NAMED)) {
    nesting.goTo(index);
    const { holder } = nesting;
    const name = quoted ?? plain ?? "";
    const start = index + before.length;
    nesting.goBehind(name, { end: start, quote });
    if (index < from || !isSecretMember(name, holder)) continue;
    const value = valueAt(bare, start);
    if (/^(?:""|'')?$/.test(value)) continue;
    const around = /^["']/.exec(value)?.[0] ?? "";
    parts.push(bare.slice(from, start), around, MASK, around);
    from = start + value.length;
  }
  return parts.length === 0 ? bare : parts.join("") + bare.slice(from);
}

/** A list under a secret name is masked whole. */
function valueAt(text: string, index: number): string {
  if (text[index] === "[") return text.slice(index, endOfList(text, index));
  VALUE.lastIndex = index;
  return VALUE.exec(text)?.[0] ?? "";
}

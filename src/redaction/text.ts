import { MASK } from "./mask.ts";
import { isSecretMember } from "./names.ts";

/** A name and what stands between it and its value: "name": in JSON, 'name': in Python, name= in forms and URLs. */
const NAMED = /(["'])([\w.:-]{1,64})\1\s*:\s*[ub]?|(?<![\w.-])([\w.-]{1,64}) ?= ?/g;

/** A text, closed or not; a list; a word that is no constant. */
const VALUE =
  /"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|\[[^\]]*\]?|(?!(?:null|true|false|none)\b)[^\s&"'<>[{][^\s&"'<>]*/isy;

/** What stands between a name and the first one in its object; a list under a secret name is masked whole. */
const INTO = /^\s*\{[^{}]*$/;

/** A text as it may be shown: without user information in URLs, and with the values of secret names masked. */
export function redactText(text: string): string {
  const bare = text.replaceAll(/\/\/[^/\s"'<>]*@/g, "//");
  const parts: string[] = [];
  let from = 0;
  let name = "";
  let holder = "";
  let end = 0;
  for (const { 0: before, 2: quoted, 3: plain, index } of bare.matchAll(NAMED)) {
    const between = bare.slice(end, index);
    if (INTO.test(between)) holder = name;
    else if (/[{}]/.test(between)) holder = "";
    name = quoted ?? plain ?? "";
    const start = index + before.length;
    end = start;
    if (index < from || !isSecretMember(name, holder)) continue;
    const value = valueAt(bare, start);
    if (/^(?:""|'')?$/.test(value)) continue;
    const quote = /^["']/.exec(value)?.[0] ?? "";
    parts.push(bare.slice(from, start), quote, MASK, quote);
    from = start + value.length;
  }
  return parts.length === 0 ? bare : parts.join("") + bare.slice(from);
}

function valueAt(text: string, index: number): string {
  VALUE.lastIndex = index;
  return VALUE.exec(text)?.[0] ?? "";
}

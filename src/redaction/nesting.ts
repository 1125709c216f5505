/** What stands between a name and the object or list that is its value. */
const GAP = /[\s:=]/;

/** Follows a text that is JSON, or looks like it, and knows in which objects and lists a place lies. */
export class Nesting {
  readonly #text: string;
  /** The names of what is open, the innermost last; what is in a list has the list's. */
  readonly #open: { readonly name: string; readonly isList: boolean }[] = [];
  #at = 0;
  /** Within a text, how much was open before it: it may hold such a text itself. */
  #before: number | undefined;
  /** The name whose value has not begun. */
  #pending: string | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** The name of the object or list around the place that was come to; empty when there is none. */
  get holder(): string {
    return this.#open.at(-1)?.name ?? "";
  }

  /** Goes on to a place. */
  goTo(place: number): void {
    for (; this.#at < place; this.#at++) this.#pass(this.#text[this.#at] ?? "");
  }

  /** Goes on behind a name; one in double quotes is in no text, whatever an odd quote before it says. */
  goBehind(name: string, { end, quote }: { readonly end: number; readonly quote: string | undefined }): void {
    this.goTo(end);
    this.#pending = name;
    if (quote === '"') this.#before = undefined;
  }

  #pass(sign: string): void {
    if (sign === "{" || sign === "[") {
      this.#enter(sign === "[");
      return;
    }
    if (sign === '"') this.#quote();
    else if (sign === "\\" && this.#before !== undefined) this.#at++;
    else if ((sign === "}" || sign === "]") && this.#open.length > (this.#before ?? 0)) this.#open.pop();
    if (!GAP.test(sign)) this.#pending = undefined;
  }

  #quote(): void {
    if (this.#before === undefined) {
      this.#before = this.#open.length;
    } else {
      this.#open.length = Math.min(this.#open.length, this.#before);
      this.#before = undefined;
    }
  }

  #enter(isList: boolean): void {
    const around = this.#open.at(-1);
    this.#open.push({ name: this.#pending ?? (around?.isList ? around.name : ""), isList });
    this.#pending = undefined;
  }
}

/** The place behind the list that begins at a place, or the end of a text that is cut off. */
export function endOfList(text: string, from: number): number {
  let depth = 0;
  let quote = "";
  for (let at = from; at < text.length; at++) {
    const sign = text[at] ?? "";
    if (quote !== "") {
      if (sign === "\\") at++;
      else if (sign === quote) quote = "";
    } else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === "[") depth++;
    else if (sign === "]" && --depth === 0) return at + 1;
  }
  return text.length;
}

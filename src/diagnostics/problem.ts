import { MASK } from "../redaction/mask.ts";
import { isSecretName } from "../redaction/names.ts";
import { redactText } from "../redaction/text.ts";

const LONGEST = 300;

/** In prose: name: value, name "value". */
const SAID = /([\w-]{1,64})(:\s*|\s+(?=["'`]))(?!\/\/)("[^"]*"?|'[^']*'?|`[^`]*`?|[^\s"'`{[]\S*)/g;

/**
 * An error as one line for people. What it says is somebody else's: masked are the values of secret names, also in prose,
 * all that may be credentials in a URL, which a wrong one does not end with "/", what Redis was given with AUTH, and
 * everything long enough to be a key or token.
 */
export function describeProblem(error: unknown): string {
  const { name, message } = error instanceof Error ? error : { name: "", message: String(error) };
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : name;
  const text = redactText(message.replace(/\/\/.*@/gs, "//"))
    .replace(SAID, (all: string, key: string, sign: string) => (isSecretName(key) ? `${key}${sign}${MASK}` : all))
    .replace(/\bAUTH\s.*/s, `AUTH ${MASK}`)
    .replace(/[\w-]{32,}/g, MASK);
  return (text.includes(code) ? text : `${code}: ${text}`).replace(/\s+/g, " ").slice(0, LONGEST);
}

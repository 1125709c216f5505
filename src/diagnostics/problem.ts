import { redactText } from "../redaction/text.ts";

const LONGEST = 300;

/**
 * An error as one line for people. What it says is somebody else's: masked are the values of secret names, all that may be
 * credentials in a URL, which a wrong one does not end with "/", what Redis was given with AUTH, and everything long enough
 * to be a key or token.
 */
export function describeProblem(error: unknown): string {
  const { name, message } = error instanceof Error ? error : { name: "", message: String(error) };
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : name;
  const text = redactText(message.replace(/\/\/.*@/gs, "//"))
    .replace(/\bAUTH\s.*/s, "AUTH [redacted]")
    .replace(/[\w-]{32,}/g, "[redacted]");
  return (text.includes(code) ? text : `${code}: ${text}`).replace(/\s+/g, " ").slice(0, LONGEST);
}

const LONGEST = 300;

/** An error as one line for people; credentials in URLs and everything long enough to be a key or token are masked. */
export function describeProblem(error: unknown): string {
  const { name, message } = error instanceof Error ? error : { name: "", message: String(error) };
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : name;
  const text = message.replace(/\/\/[^/\s]*@/g, "//").replace(/[\w-]{32,}/g, "[redacted]");
  return (text.includes(code) ? text : `${code}: ${text}`).replace(/\s+/g, " ").slice(0, LONGEST);
}

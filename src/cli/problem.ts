import { isOpenStackError } from "../errors/errors.ts";

/** What to do about an error, by its code. */
const ADVICE: Readonly<Record<string, string>> = {
  CONNECT_FAILED: "Check OS_AUTH_URL, or auth_url in clouds.yaml, and whether the cloud is reachable from here.",
  TIMEOUT: "The cloud is slow or a firewall drops the connection; try again, or check the URL.",
  CONNECTION_LOST: "Try again; if it stays so, ask who runs the cloud.",
  NO_CATALOG: "Name a project, a domain or the system to log in to.",
  INVALID_TOKEN_RESPONSE: "Check that the URL is Identity's.",
};

/** An error as one line that says what is wrong and what to do. */
export function describeProblem(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const advice = isOpenStackError(error) ? ADVICE[error.code] : undefined;
  const line = message.replace(/\s+/g, " ").trim();
  if (advice === undefined) return line;
  return `${line}${/[.!?]$/.test(line) ? "" : "."} ${advice}`;
}

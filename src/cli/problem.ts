import { HttpError, isOpenStackError } from "../errors/errors.ts";
import { printable } from "./table.ts";

/** What to do about an error, by its code. */
const ADVICE: Readonly<Record<string, string>> = {
  CONNECT_FAILED: "Check OS_AUTH_URL, or auth_url in clouds.yaml, and whether the cloud is reachable from here.",
  TIMEOUT: "The cloud is slow or a firewall drops the connection; try again, or check the URL.",
  CONNECTION_LOST: "Try again; if it stays so, ask who runs the cloud.",
  NO_CATALOG: "Name a project, a domain or the system to log in to.",
  INVALID_TOKEN_RESPONSE: "Check that the URL is Identity's.",
  FORBIDDEN: "The user's roles do not allow this; log in as another user or to another project.",
  SERVICE_UNAVAILABLE: "The service is overloaded or down; try again later.",
};

/** An error as one line that says what is wrong and what to do. */
export function describeProblem(error: unknown): string {
  const line = printable(messageOf(error)).replace(/\s+/g, " ").trim();
  const advice = isOpenStackError(error) ? ADVICE[error.code] : undefined;
  if (advice === undefined) return line;
  return `${line}${/[.!?]$/.test(line) ? "" : "."} ${advice}`;
}

/** A service's own text does not say whose it is. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof HttpError) || error.message.includes(error.url)) return error.message;
  return `${error.method} ${error.url} answered ${error.status}: ${error.message}`;
}

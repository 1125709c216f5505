import type { DiagnosticEvents, EventError, ResponseEvent, TokenStoreEvent } from "./events.ts";
import type { Logger } from "./logger.ts";

/** One line for a logger. */
export interface Line {
  readonly level: keyof Logger;
  readonly text: string;
}

type Lines = { readonly [Name in keyof DiagnosticEvents]: (event: DiagnosticEvents[Name]) => Line | undefined };

const LINES: Lines = {
  // The answer's line says it all; what never ends is seen by its timeout.
  "osauth:request": () => undefined,
  "osauth:response": (event) => debug(`${event.method} ${event.url}: ${outcomeOf(event)}`),
  "osauth:retry": ({ method, url, attempt, delay, status, error }) =>
    warn(
      `${method} ${url}: ${saidBy(status, error)}, sent again in ${Math.round(delay)} ms (attempt ${attempt} failed)`,
    ),
  "osauth:redirect": ({ method, url, status, location, credentials }) =>
    debug(`${method} ${url}: ${status}, redirected to ${location} ${credentials ? "with" : "without"} credentials`),
  "osauth:authentication": ({ method, authUrl, outcome, error, duration }) => {
    const who = `login by ${method}${authUrl === undefined ? "" : ` at ${authUrl}`}`;
    return outcome === "success"
      ? debug(`${who}: done in ${Math.round(duration)} ms`)
      : warn(`${who}: ${saidBy(undefined, error)}`);
  },
  "osauth:discovery": ({ url, versions, reason }) => debug(`versions at ${url}: ${versions?.join(", ") ?? reason}`),
  "osauth:token-store": (event) => storeLine(event),
  "osauth:config": ({ message }) => warn(message),
};

/** What a logger is told of an event, if anything. */
export function lineOf<Name extends keyof DiagnosticEvents>(
  name: Name,
  event: DiagnosticEvents[Name],
): Line | undefined {
  return LINES[name](event);
}

function outcomeOf({ status, error, duration, requestId, retries }: ResponseEvent): string {
  const more = retries === 0 ? "" : ` after ${retries} repetition${retries === 1 ? "" : "s"}`;
  const id = requestId === undefined ? "" : `, ${requestId}`;
  return `${saidBy(status, error)} in ${Math.round(duration)} ms${more}${id}`;
}

function saidBy(status: number | undefined, error: EventError | undefined): string {
  return status === undefined ? (error?.code ?? error?.name ?? "no answer") : String(status);
}

function storeLine(event: TokenStoreEvent): Line {
  if (event.outcome === "failure") return warn(`token store: ${event.operation} failed: ${event.problem}`);
  return debug(`token store: ${event.outcome} for ${event.method} at ${event.authUrl}`);
}

function debug(text: string): Line {
  return { level: "debug", text };
}

function warn(text: string): Line {
  return { level: "warn", text };
}

import { randomUUID } from "node:crypto";
import { ConfigError } from "../errors/errors.ts";

/** An id for every request, or a function that gives one for each. */
export type RequestIdSource = string | (() => string);

const FORM = /^req-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Makes an id that services take over into their logs: "req-" and a UUID. */
export function newRequestId(): `req-${string}` {
  return `req-${randomUUID()}`;
}

/** What is wrong with a request id, if anything; services ignore one in another form. */
export function requestIdProblem(value: unknown): string | undefined {
  const fits = typeof value === "string" && FORM.test(value);
  return fits ? undefined : 'must be "req-" and a UUID, as newRequestId() makes it';
}

/**
 * The header for an id, names and values in turn.
 *
 * @throws ConfigError (`INVALID_VALUE`) for what a function gave that is no id.
 */
export function requestIdHeader(source: RequestIdSource | undefined): readonly string[] {
  if (source === undefined) return [];
  const id = typeof source === "string" ? source : source();
  const problem = requestIdProblem(id);
  if (problem === undefined) return ["x-openstack-request-id", id];
  throw new ConfigError("INVALID_VALUE", `What the option requestId gives ${problem}.`, { key: "requestId" });
}

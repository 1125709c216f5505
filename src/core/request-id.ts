import { randomUUID } from "node:crypto";

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

/** The header for an id, names and values in turn. */
export function requestIdHeader(source: RequestIdSource | undefined): readonly string[] {
  return source === undefined ? [] : ["x-openstack-request-id", typeof source === "string" ? source : source()];
}

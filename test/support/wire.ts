import type { WireRequest } from "../../src/transport/request.ts";
import { DEFAULT_TIMES, timesOf } from "../../src/transport/times.ts";

/** What a test changes about a request. */
export type Changes = Partial<Omit<WireRequest, "times" | "retry">> & {
  readonly timeout?: Parameters<typeof timesOf>[0];
  readonly retries?: number;
  readonly when?: WireRequest["retry"]["when"];
};

/** A GET with a token, or what the changes make of it. */
export function wireRequest(origin: string, path: string, changes: Changes = {}): WireRequest {
  const { timeout = 5_000, retries = 2, when, ...more } = changes;
  return {
    method: "GET",
    origin,
    path,
    headers: ["accept", "application/json", "x-auth-token", "t0ken"],
    times: timesOf(timeout, timesOf(5_000, DEFAULT_TIMES))[more.mode ?? "buffer"],
    mode: "buffer",
    bodyLimit: 0,
    retry: { limit: retries, when },
    retriableStatuses: [],
    ...more,
  };
}

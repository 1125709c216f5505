import type { Adapter } from "../../src/index.ts";
import type { ServiceTypeName } from "../../src/service-types/index.ts";
import type { Behaviour, RawOptions } from "./raw-server.ts";
import type { Outcome, Stage } from "./stage.ts";

/** One fault and what is to come of it. */
export interface FaultRow extends Omit<Outcome, "ms"> {
  readonly fault: string;
  readonly play: (stage: Stage) => PromiseLike<unknown>;
}

/** Faults that belong together. */
export interface FaultGroup {
  readonly title: string;
  readonly rows: readonly FaultRow[];
}

type Call = (compute: Adapter) => PromiseLike<unknown>;

/** Lists servers, whole. */
export const list: Call = (compute) => compute.get("/servers").json();

/** Makes a server. */
export const create: Call = (compute) => compute.post("/servers", { json: { server: {} } }).json();

/** Calls a raw server that behaves so. */
export function against(
  behaviour: Behaviour,
  how: {
    readonly call?: Call;
    readonly service?: ServiceTypeName;
    readonly timeout?: number;
    readonly options?: RawOptions;
  } = {},
): FaultRow["play"] {
  return async (stage) => {
    const { call = list, service, timeout, options } = how;
    if (timeout !== undefined) stage.timeout = timeout;
    const server = await stage.raw(behaviour, options);
    const adapter = stage.service(server.url, {}, service);
    stage.begin();
    return call(adapter);
  };
}

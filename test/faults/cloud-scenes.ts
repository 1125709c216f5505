import { setTimeout as sleep } from "node:timers/promises";
import { password, type Session } from "../../src/index.ts";
import type { EmbeddedCloud, Fault, startCloud } from "../../src/testing/index.ts";
import type { FaultRow } from "./row.ts";

export const LOGIN = "/identity/v3/auth/tokens";
export const DOCUMENT = "/network";
export const HOUR = 3_600_000;

type Scene = { readonly session: Session; readonly cloud: EmbeddedCloud };

/** Lists networks: a login, a version document and the list, unless they are known. */
export async function networks({ session }: Scene): Promise<string> {
  const answer = await session.adapter("network").get("/networks").json<{ networks?: unknown }>();
  return Array.isArray(answer.networks) ? "the answer" : "something else";
}

/** A session that knows nothing yet, towards a cloud with these faults. */
export function cold(...faults: readonly Fault[]): FaultRow["play"] {
  return scene(async (at) => {
    for (const fault of faults) at.cloud.fault(fault);
    return networks(at);
  });
}

/** A session that has made its call once before all that follows. */
export function warm(then: (at: Scene) => Promise<unknown>): FaultRow["play"] {
  return async (stage) => {
    const at = await open(stage);
    await networks(at);
    stage.begin();
    return then(at);
  };
}

export function scene(
  play: (at: Scene) => Promise<unknown>,
  options?: Parameters<typeof startCloud>[0],
): FaultRow["play"] {
  return async (stage) => {
    const at = await open(stage, options);
    stage.begin();
    return play(at);
  };
}

async function open(
  stage: Parameters<FaultRow["play"]>[0],
  options: Parameters<typeof startCloud>[0] = {},
): Promise<Scene> {
  const cloud = await stage.cloud({ services: ["network"], ...options });
  return { cloud, session: stage.session({ auth: password(cloud.credentials) }) };
}

/** The first call fails at the version document, the next one comes so many ms later. */
export function again(later: number): FaultRow["play"] {
  return scene(async (at) => {
    at.cloud.fault({ path: DOCUMENT, status: 500, times: 1 });
    await networks(at).catch(() => undefined);
    await sleep(later);
    return networks(at);
  });
}

/** A session whose token is to be renewed, and yet good for two minutes. */
export function ending(fault: Fault): FaultRow["play"] {
  return async (stage) => {
    const at = await open(stage, { tokenLifetime: HOUR, clockSkew: 121_000 - HOUR });
    await networks(at);
    await sleep(1_100);
    stage.begin();
    at.cloud.fault(fault);
    return networks(at);
  };
}

/** Clocks that differ: ten calls, and how many logins they cost. */
export async function logins(at: Scene): Promise<string> {
  for (let call = 0; call < 10; call++) await networks(at);
  return `10 answers, ${at.cloud.count(`POST ${LOGIN}`)} login`;
}

import { Dispatcher } from "undici";
import { createAgent } from "../../src/transport/agent.ts";

/** The connection pool a session has, for undici alone. */
export function poolOf(): Dispatcher {
  const agent = createAgent();
  if (agent instanceof Dispatcher) return agent;
  throw new Error("the pool is none of undici's");
}

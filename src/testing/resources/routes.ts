import type { Answer } from "../answer.ts";
import { Refused } from "../refused.ts";
import type { ResourceCall, Resources } from "./resources.ts";

/** Answers one route; `id` is what stands where its pattern has ":id". */
type Handle = (call: ResourceCall, id: string) => Answer | Refused;

/** Routes by "METHOD pattern", such as "GET servers/:id"; those written first win. */
export type Routes = Readonly<Record<string, Handle>>;

/** Answers by the first route that fits; 405 when only the method is wrong. */
export function routed(routes: Routes): Resources {
  const table = Object.entries(routes).map(([key, handle]) => {
    const [method = "", pattern = ""] = key.split(" ");
    return { method, pattern: pattern.split("/"), handle };
  });
  return (call) => {
    const there = table.filter(({ pattern }) => fits(pattern, call.segments));
    const route = there.find(({ method }) => method === call.method);
    if (route) return route.handle(call, call.segments[route.pattern.indexOf(":id")] ?? "");
    if (there.length === 0) return undefined;
    const allow = [...new Set(there.map(({ method }) => method))].join(", ");
    return new Refused(405, "The method is not allowed for this resource.", { headers: { allow } });
  };
}

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every((part, index) => part === segments[index] || (part === ":id" && segments[index] !== ""))
  );
}

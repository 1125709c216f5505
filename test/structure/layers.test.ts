import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Each layer may import from itself and from those before it. */
const LAYERS = [
  ["errors", "redaction", "diagnostics"],
  ["versions"],
  ["service-types"],
  ["transport"],
  ["auth"],
  ["catalog"],
  ["discovery"],
  ["core"],
  ["adapter"],
  ["transfer"],
  ["config"],
  ["session"],
  ["testing"],
  ["cli"],
] as const;

interface Import {
  readonly from: string;
  readonly to: string;
  readonly dynamic: boolean;
  /** Gone when compiled. */
  readonly type: boolean;
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  const found = [
    ...text.matchAll(
      /(?:\b(?:import|export) type [^;"']*?\bfrom\s*|\bfrom\s*|\bimport\s*|\bimport\s*\(\s*)["']([^"']+)["']/g,
    ),
  ];
  return found.map((match) => {
    const target = match[1] ?? "";
    const to = target.startsWith(".") ? relative(root, resolve(root, dirname(file), target)) : target;
    return { from: file, to, dynamic: match[0].includes("("), type: /^(import|export) type/.test(match[0]) };
  });
}

function layerOf(file: string): number {
  const folder = file.split("/")[1] ?? "";
  return LAYERS.findIndex((names) => names.some((name) => name === folder));
}

const src = sources("src").filter((file) => file !== join("src", "index.ts"));

describe("the one direction of imports", () => {
  it("every folder of src is a layer", () => {
    expect(src.filter((file) => layerOf(file) < 0)).toEqual([]);
  });

  it("src imports only from its own layer, those before it, and generated; only the command line reaches codegen", () => {
    const wrong = src.flatMap(importsOf).filter(({ from, to, dynamic }) => {
      if (to.startsWith("codegen")) return !(from.startsWith("src/cli/") && dynamic);
      return to.startsWith("src/") && layerOf(to) > layerOf(from);
    });
    expect(wrong).toEqual([]);
  });

  it("an adapter never imports a session", () => {
    expect(
      sources("src/adapter")
        .flatMap(importsOf)
        .filter(({ to }) => to.includes("session/")),
    ).toEqual([]);
  });

  it("yaml is reached only through the configuration, which the session loads when it is used", () => {
    const users = src.filter((file) => importsOf(file).some(({ to }) => to === "yaml"));
    expect(users.every((file) => file.startsWith("src/config/"))).toBe(true);
    const loaders = src
      .flatMap(importsOf)
      .filter(({ from, to }) => to.startsWith("src/config/") && !from.startsWith("src/config/"));
    expect(loaders.filter(({ from, dynamic, type }) => !dynamic && !type && from.startsWith("src/session/"))).toEqual(
      [],
    );
  });

  it("only the agent imports undici, and is itself loaded when there is a session", () => {
    const agent = join("src", "transport", "agent.ts");
    const users = src.filter((file) => importsOf(file).some(({ to }) => to === "undici"));
    expect(users).toEqual([agent]);
    const loaders = src.flatMap(importsOf).filter(({ to, type }) => to === agent && !type);
    expect(loaders.map(({ dynamic }) => dynamic)).toEqual([true]);
  });

  it("generated imports only generated, codegen nothing from src", () => {
    expect(
      sources("generated")
        .flatMap(importsOf)
        .filter(({ to }) => !to.startsWith("generated/")),
    ).toEqual([]);
    expect(
      sources("codegen")
        .flatMap(importsOf)
        .filter(({ to }) => to.startsWith("src/")),
    ).toEqual([]);
  });

  it("nothing imports in a circle", () => {
    const edges = new Map(
      src.map((file) => [
        file,
        importsOf(file)
          .map(({ to }) => to)
          .filter((to) => to.startsWith("src/")),
      ]),
    );
    const state = new Map<string, "open" | "done">();
    const circles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (state.get(file) === "done") return;
      if (state.get(file) === "open") {
        circles.push([...path.slice(path.indexOf(file)), file].join(" → "));
        return;
      }
      state.set(file, "open");
      for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
      state.set(file, "done");
    };
    for (const file of src) visit(file, []);
    expect(circles).toEqual([]);
  });
});

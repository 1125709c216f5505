import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { expect, it } from "vitest";

const lib = fileURLToPath(new URL("../../dist/lib/", import.meta.url));

it("the joined files have lines short enough for Node to print when an error is not caught", () => {
  const files = readdirSync(lib, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".js"));
  expect(files.length).toBeGreaterThan(2);
  for (const name of files) {
    const longest = Math.max(
      ...readFileSync(lib + name, "utf8")
        .split("\n")
        .map(({ length }) => length),
    );
    expect(longest, name).toBeLessThan(1_000);
  }
});

it("classes have the names by which they are exported, for those who read what Node prints", async () => {
  const { Session, noAuth } = await import("osauth");
  const session = new Session({ auth: noAuth({ endpoint: "http://127.0.0.1:1" }) });
  expect(inspect(session)).toBe("Session {}");
  expect(inspect(session.adapter("compute"))).toMatch(/^ServiceAdapter \{/);
  await session.close();
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/index.ts";

describe("a value in effect", () => {
  const KEYS = ["username", "tenant_name", "project-name", "user_domain_id", "project_domain_name", "domain_name"];
  const words = fc.uniqueArray(fc.constantFrom(...KEYS));
  const block = fc.tuple(words, words, fc.constantFrom("interface", "endpoint_type", "no_proxy"));
  let count = 0;
  const lines = (keys: readonly string[], indent: string): readonly string[] =>
    keys.map((key) => `${indent}${key}: v${count++}w`);

  it("stands on the line that explain names", async () => {
    let checked = 0;
    await fc.assert(
      fc.asyncProperty(block, block, block, fc.boolean(), async (base, own, region, chosen) => {
        const mapping = ([top, auth, other]: typeof base, indent: string): readonly string[] => [
          ...lines([...top, other], indent),
          `${indent}auth:`,
          ...lines([...auth, "password"], `${indent}  `),
        ];
        const shared = [
          "base: &base",
          "  auth_url: https://k.example",
          "  default_domain_id: d",
          ...mapping(base, "  "),
        ];
        const settings = ["    <<: *base", "    user_id: u", ...mapping(own, "    ")];
        const regions = ["    regions:", "    - Q", "    - name: R", "      values:", ...mapping(region, "        ")];
        const text = [...shared, "clouds:", "  a:", ...settings, ...regions];
        const files = { "/here/clouds.yaml": text.join("\n") };
        const options = { files, env: {}, published: {}, cwd: "/here", explain: true, ...(chosen && { region: "R" }) };
        for (const { value, source } of (await loadConfig(options)).values) {
          if (source.kind !== "file" || value === "***") continue;
          checked++;
          expect(text[(source.line ?? 0) - 1]).toContain(value);
        }
      }),
      { numRuns: 200 },
    );
    expect(checked).toBeGreaterThan(200);
  });
});

import { describe, expect, it } from "vitest";
import { type CloudConfig, ConfigError, loadConfig, Session } from "../../src/index.ts";
import { failure } from "../support/failure.ts";
import { HERE } from "./surroundings.ts";

/** The configuration of a cloud of these settings. */
function load(settings: object, env: Record<string, string> = {}): Promise<CloudConfig> {
  const files = { "/here/clouds.yaml": JSON.stringify({ clouds: { a: { auth_type: "none", ...settings } } }) };
  return loadConfig({ ...HERE, cloud: "a", files, env });
}

describe("rate_limit and concurrency of clouds.yaml", () => {
  it("are numbers by service type or alias", async () => {
    const config = await load({
      endpoint: "https://c.example",
      rate_limit: { compute: 10, volumev3: "2.5" },
      concurrency: { compute: 4, "acme:widgets": 1, network: null },
    });
    expect(config.services).toEqual({
      compute: { concurrency: 4, rateLimit: 10 },
      "block-storage": { rateLimit: 2.5 },
      "acme:widgets": { concurrency: 1 },
    });
    expect(() => new Session(config)).not.toThrow();
  });

  it("protocol §2.9 FIX: may be one number for every service, which is no RuntimeError", async () => {
    const endpoint = "https://c.example";
    expect(await load({ endpoint, rate_limit: 5, concurrency: "3" })).toMatchObject({ rateLimit: 5, concurrency: 3 });
  });

  it("let the official name win over an alias", async () => {
    for (const rate_limit of [
      { volume: 1, "block-storage": 2 },
      { "block-storage": 2, volume: 1 },
    ])
      expect((await load({ endpoint: "https://c.example", rate_limit })).services).toEqual({
        "block-storage": { rateLimit: 2 },
      });
  });

  it.each([
    ["rate_limit", { compute: -1 }],
    ["rate_limit", "fast"],
    ["rate_limit", [5]],
    ["concurrency", { compute: 1.5 }],
    ["concurrency", { compute: {} }],
    ["concurrency", true],
  ])("%s: %j is an error that names the key", async (key, value) => {
    const error = await failure(load({ endpoint: "https://c.example", [key]: value }));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ code: "INVALID_VALUE", key });
  });
});

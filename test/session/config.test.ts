import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { loadConfig, Session } from "../../src/index.ts";

afterEach(() => vi.unstubAllEnvs());

it("publishes what the owner of a configuration should know, and loadConfig gives it back", async () => {
  const folder = await mkdtemp(join(tmpdir(), "osauth-"));
  const file = join(folder, "clouds.yaml");
  await writeFile(file, "clouds:\n  a:\n    auth_type: none\n    vendor_hook: 'x:y'\n", { mode: 0o600 });
  vi.stubEnv("OS_CLIENT_CONFIG_FILE", file);
  const heard: unknown[] = [];
  const listen = (event: unknown): number => heard.push(event);
  subscribe("osauth:config", listen);
  const session = await Session.fromCloud("a", { region: "R1", endpointOverrides: { compute: "http://h/v2.1" } });
  unsubscribe("osauth:config", listen);
  await session.close();
  const note = expect.objectContaining({ code: "VENDOR_HOOK", key: "vendor_hook", file, line: 4 });
  expect(heard).toEqual([note]);
  expect((await loadConfig({ cloud: "a" })).notes).toEqual([note]);
  await rm(folder, { recursive: true });
});

it("lays overrides over a configuration, key by key for endpoint overrides", async () => {
  const folder = await mkdtemp(join(tmpdir(), "osauth-"));
  const file = join(folder, "clouds.yaml");
  const settings =
    "auth_type: none, region_name: R1, image_endpoint_override: 'http://127.0.0.1:1/image', dns_endpoint_override: 'http://127.0.0.1:1/dns'";
  await writeFile(file, `clouds: {a: {${settings}}}`);
  vi.stubEnv("OS_CLIENT_CONFIG_FILE", file);
  const session = await Session.fromCloud("a", {
    region: undefined,
    endpointOverrides: { dns: "http://127.0.0.1:1/mine" },
  });
  const catalog = await session.catalog();
  expect(catalog).toEqual([]);
  expect(await endpoint(session, "image")).toBe("http://127.0.0.1:1/image");
  expect(await endpoint(session, "dns")).toBe("http://127.0.0.1:1/mine");
  await session.close();
  await rm(folder, { recursive: true });
});

/** Where a service would be called; nobody is there, and that is what the error says. */
async function endpoint(session: Session, service: "image" | "dns"): Promise<string> {
  const error: unknown = await session
    .adapter(service)
    .get("/v2/x", { retry: 0 })
    .then(
      () => undefined,
      (reason: unknown) => reason,
    );
  const url = error instanceof Error && "url" in error ? String(error.url) : "";
  return url.replace(/\/v2\/x$/, "");
}

import { describe, expect, it } from "vitest";
import type { Endpoint } from "../../src/index.ts";
import { failure } from "../support/failure.ts";
import { AUTH_URL, connect, SERVICES } from "./support/cloud.ts";

interface Listed {
  readonly status: string;
  readonly version?: string;
  readonly max_version?: string;
  readonly min_version?: string;
}

/** What a service says at its root, read without this library. */
async function listed(port: number): Promise<readonly Listed[]> {
  const headers = port === 9311 ? { "openstack-api-version": "key-manager 1.1" } : undefined;
  const answer = await fetch(`http://127.0.0.1:${port}/`, headers && { headers });
  const { versions } = (await answer.json()) as { versions: readonly Listed[] | { values: readonly Listed[] } };
  return "values" in versions && !Array.isArray(versions)
    ? (versions.values as readonly Listed[])
    : (versions as readonly Listed[]);
}

describe.each(["RegionOne", "RegionTwo"])("discovery in %s", (region) => {
  it.each(["public", "internal", "admin"])("finds all ten services on the %s interface", async (face) => {
    const session = connect({ region, interface: face });
    for (const [type, port] of SERVICES) {
      const endpoint: Endpoint = await session.adapter(type).endpoint();
      const host = face === "internal" ? "localhost" : "127.0.0.1";
      expect(new URL(endpoint.url).origin, type).toBe(`http://${host}:${port}`);
      expect(endpoint, type).toMatchObject({ region, interface: face, type });
      if (type === "object-store") continue;
      const current = (await listed(port)).find((entry) => entry.status.toUpperCase() === "CURRENT");
      const max = current?.max_version ?? current?.version ?? "";
      expect(endpoint.microversions?.max ?? "", type).toBe(max);
      expect(endpoint.microversions?.min ?? "", type).toBe(current?.min_version ?? "");
    }
  });
});

describe("endpoints", () => {
  it("X7: keeps the project id of cinder's endpoint", async () => {
    const session = connect();
    const { project } = await session.authenticate();
    expect((await session.adapter("block-storage").endpoint()).url).toBe(`http://127.0.0.1:8776/v3/${project?.id}`);
  });

  it("takes paths below the version, and paths that name it", async () => {
    const image = connect().adapter("image");
    const [below, whole] = await Promise.all([image.get("/images").json(), image.get(["v2", "images"]).json()]);
    expect(below).toEqual(whole);
  });

  it("chooses a major version, or says what there is", async () => {
    const session = connect();
    expect(await session.adapter("compute", { version: 2 }).endpoint()).toMatchObject({ version: "2.1" });
    expect(await session.adapter("identity", { version: { min: 3 } }).endpoint()).toMatchObject({ version: "3.14" });
    expect(await failure(session.adapter("compute", { version: 3 }).endpoint())).toMatchObject({
      code: "VERSION_NOT_FOUND",
      message: expect.stringContaining("v2.1"),
    });
    expect(await failure(Promise.resolve().then(() => session.adapter("volumev3", { version: 2 })))).toMatchObject({
      code: "VERSION_NOT_FOUND",
    });
  });

  it("serves an alias by the official type, and an official type by an alias, but no alias by another", async () => {
    const session = connect();
    expect(await session.adapter("volumev3").endpoint()).toMatchObject({ type: "volumev3" });
    expect(await session.adapter("block-storage").endpoint()).toMatchObject({ type: "block-storage" });
    expect(await session.adapter("shared-file-system").endpoint()).toMatchObject({ type: "sharev2" });
    expect(await session.adapter("bare-metal").endpoint()).toMatchObject({ type: "baremetal" });
    expect(await failure(session.adapter("share").endpoint())).toMatchObject({ code: "SERVICE_NOT_FOUND" });
  });

  it("names what there is when region, interface or service are not", async () => {
    const nowhere = await failure(connect({ region: "RegionThree" }).adapter("compute").endpoint());
    expect(nowhere).toMatchObject({
      code: "ENDPOINT_NOT_FOUND",
      message: expect.stringMatching(/RegionOne.*RegionTwo/s),
    });
    expect(await failure(connect().adapter("dns").endpoint())).toMatchObject({
      code: "SERVICE_NOT_FOUND",
      message: expect.stringContaining("compute"),
    });
    expect(await failure(connect({ interface: "secret" }).adapter("compute").endpoint())).toMatchObject({
      code: "ENDPOINT_NOT_FOUND",
    });
  });

  it("uses an override, and looks elsewhere with the same token", async () => {
    const session = connect();
    const elsewhere = session.with({
      region: "RegionTwo",
      interface: ["missing", "internal"],
      endpointOverrides: { volume: "http://127.0.0.1:8776/v3/%(project_id)s" },
    });
    expect(await elsewhere.adapter("compute").endpoint()).toMatchObject({ region: "RegionTwo", interface: "internal" });
    expect((await elsewhere.adapter("block-storage").get("/volumes")).status).toBe(200);
    expect(AUTH_URL).toContain("5000");
  });
});

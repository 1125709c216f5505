// The package as an ES module sees it: every entry, and a session against the embedded cloud.
import assert from "node:assert/strict";
import { password, ServiceType, Session } from "osauth";
import { generate } from "osauth/codegen";
import manifest from "osauth/package.json" with { type: "json" };
import { BlockStorage, canonical } from "osauth/service-types";
import { startCloud } from "osauth/testing";

assert.equal(manifest.name, "osauth");
assert.equal(canonical("volumev3"), BlockStorage.type);
assert.equal(typeof generate, "function");

const cloud = await startCloud();
const session = new Session({ auth: password(cloud.credentials) });
try {
  const endpoint = await session.adapter(ServiceType.Compute).endpoint();
  assert.equal(endpoint.version, "2.1");
} finally {
  await session.close();
  await cloud.close();
}

import { describe, expect, it } from "vitest";
import { cloud, FILE, refusal } from "./refusal.ts";

describe("an error about a word that is nearly right", () => {
  it.each([
    ["passwd", "did you mean password"],
    ["user", "did you mean user_id or username"],
    ["project", "did you mean project_id or project_name"],
    ["user_domain", "did you mean user_domain_id or user_domain_name"],
    ["auth_uri", "did you mean auth_url"],
    ["identity_api_version", "it belongs beside auth, not in it"],
    ["tfb_endpoint_override", "no way of logging in knows it; remove it"],
  ])("tells of %s in auth: %s", async (key, way) => {
    const error = await refusal(cloud(`auth: {auth_url: 'https://k', user_id: u, password: p, ${key}: x}`));
    expect(error).toMatchObject({ code: "INVALID_VALUE", key, line: 3 });
    expect(error.message).toMatch(`${key} cannot be used: ${way}.`);
  });

  it("does not take a part of a secret for the beginning of a key", async () => {
    const error = await refusal(cloud("auth: {auth_url: 'https://k', user_id: u, password: hunter2, prj}"));
    expect(error.message).not.toMatch("prj");
  });

  it("names the line of what was to be clouds", async () => {
    const found = await refusal(["# mine", "cluods: {a: {}}"], { cloud: "a" });
    expect(found.message).toMatch(`${FILE} has no "clouds:"; did you mean it by "cluods:" in line 2.`);
    expect((await refusal(["a: {}"], { cloud: "a" })).message).toMatch(`${FILE} has no "clouds:".`);
    expect((await refusal(["clouds:"], { cloud: "a" })).message).toMatch(`${FILE} has no clouds.`);
  });

  it("asks for the space behind a key", async () => {
    const error = await refusal(cloud("auth:", "  auth_url: https://k", "  password:hunter2", "  user_id: u"));
    expect(error).toMatchObject({ code: "INVALID_FILE", line: 5 });
    expect(error.message).toMatch("a key needs a colon and a space behind it, all on one line");
    expect(error.message).not.toMatch("hunter2");
  });
});

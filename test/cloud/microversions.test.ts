import { describe, expect, it } from "vitest";
import { failure } from "../support/failure.ts";
import { connect } from "./support/cloud.ts";

const CASES = [
  ["compute", "2.1", "2.999", "/flavors"],
  ["block-storage", "3.0", "3.999", "/volumes"],
  ["baremetal", "1.1", "1.999", "/nodes"],
  ["shared-file-system", "2.0", "2.999", "/shares"],
  ["placement", "1.0", "1.999", "/resource_providers"],
] as const;

describe.each(CASES)("%s", (type, lowest, tooHigh, path) => {
  const service = () => connect().adapter(type === "shared-file-system" ? "sharev2" : type);

  it("negotiates the highest microversion both sides speak, and uses it", async () => {
    const { microversions } = await service().endpoint();
    const max = microversions?.max ?? "0.0";
    const [major] = lowest.split(".");
    const agreed = await service().negotiate([lowest, tooHigh, max]);
    expect(agreed.microversion).toBe(max);
    const answer = await agreed.get(path);
    const applied = Object.entries(answer.headers).find(([name]) =>
      /^(x-)?openstack(-(nova|ironic|manila))?-api-version$/.test(name),
    );
    expect(applied?.[1], type).toContain(max);
    const ranged = await service().negotiate({ min: lowest, max: `${Number(major)}.9` });
    expect(ranged.microversion).toBe(`${major}.9`);
  });

  it("is asked for an accepted version, and rejects one that is too high", async () => {
    expect(await service().supports(lowest)).toBe(true);
    expect(await service().supports(tooHigh)).toBe(false);
    expect((await service().at(lowest).get(path)).status).toBe(200);
    expect(await failure(service().at(tooHigh).get(path))).toMatchObject({
      name: "HttpError",
      code: "NOT_ACCEPTABLE",
      status: 406,
    });
    expect(await failure(service().negotiate([tooHigh]))).toMatchObject({
      code: "MICROVERSION_NOT_SUPPORTED",
      message: expect.stringContaining(tooHigh),
    });
  });

  it("takes latest", async () => {
    expect((await service().at("latest").get(path)).status).toBe(200);
  });
});

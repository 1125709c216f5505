import { describe, expect, it } from "vitest";
import { parseDocument } from "yaml";
import { type CloudConfig, loadConfig } from "../../src/index.ts";
import { failure } from "../support/failure.ts";
import { HERE } from "./surroundings.ts";

const LOGIN = "    auth: {auth_url: 'https://k/v3', username: u, password: p, project_id: pid, user_domain_id: d}\n";
const CLOUD = `clouds:\n  a:\n${LOGIN}`;

const many = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join("");

/** Processor time in µs, which other programs on the machine do not change much. */
async function cost(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

const load = (text: string, choice: { readonly region?: string } = {}): Promise<CloudConfig> =>
  loadConfig({ ...HERE, cloud: "a", explain: true, ...choice, files: { "/here/clouds.yaml": text } });

describe("a large file", () => {
  it.each([
    ["misspelt keys", many(10_000, (index) => `    region_nam${index}: 1\n`)],
    ["services", many(5000, (index) => `    s${index}_endpoint_override: 'https://s'\n`)],
    ["merged mappings", `    <<: [${many(5000, (index) => `{s${index}_endpoint_override: 'https://s'}, `)}]\n`],
  ])("of many %s is read in a few times what its YAML takes", async (_, lines) => {
    const text = CLOUD + lines;
    await load(CLOUD);
    const yaml = await cost(() => parseDocument(text, { uniqueKeys: false }));
    expect((await cost(() => load(text))) / yaml).toBeLessThan(15);
  });

  it("finds the lines of its values", async () => {
    const text = `${CLOUD}    regions:\n${many(5000, (index) => `      - {name: R${index}}\n`)}`;
    const { values } = await load(text, { region: "R4999" });
    expect(values.find(({ key }) => key === "region_name")?.source).toEqual({ kind: "option" });
    const { values: first } = await load(text);
    expect(first.find(({ key }) => key === "region_name")?.source).toMatchObject({ line: 5 });
  });

  it("of 10 MB is refused by its size", async () => {
    const text = CLOUD + many(10_000, () => `# ${"x".repeat(1024)}\n`);
    expect(await failure(load(text))).toMatchObject({
      code: "INVALID_FILE",
      file: "/here/clouds.yaml",
      message: expect.stringMatching(/has \d+ characters; a configuration file may have 1048576\.$/),
    });
  });

  it.each(["[", "{a: ", "- ", "? "])(
    "that nests %j without end is refused with the line and the reason",
    async (open) => {
      const text = `clouds:\n  a:\n    x:\n      ${open.repeat(20_000)}1\n`;
      expect(await failure(load(text))).toMatchObject({
        code: "INVALID_FILE",
        line: 4,
        message: expect.stringMatching(
          /^\/here\/clouds\.yaml:4:\d+ is not .*its values are nested more than 50 deep\.$/,
        ),
      });
    },
  );

  it("names fifty of its clouds or regions, and how many more there are", async () => {
    const names = many(100, (index) => `  c${index}: {}\n`);
    expect(await failure(loadConfig({ ...HERE, files: { "/here/clouds.yaml": `clouds:\n${names}` } }))).toMatchObject({
      message: expect.stringMatching(/ c48, c49 and 50 more\.$/),
    });
    expect(await failure(load(`clouds:\n${names}`))).toMatchObject({
      message: expect.stringMatching(/ c48, c49 and 50 more[;.]/),
    });
    const regions = `    regions: [${many(100, (index) => `R${index},`)}]\n`;
    expect(await failure(load(CLOUD + regions, { region: "X" }))).toMatchObject({
      message: expect.stringMatching(/ R48, R49 and 50 more\.$/),
    });
  });

  it("whose region would make an address longer than any is refused", async () => {
    const holes = "{region_name}".repeat(30_000);
    const login = `auth: {auth_url: 'https://${holes}/', username: u, password: p, project_id: x, user_domain_id: d}`;
    const text = `clouds:\n  a:\n    ${login}\n    region_name: ${"r".repeat(500_000)}\n`;
    expect(await failure(load(text))).toMatchObject({ code: "INVALID_VALUE", key: "auth_url", line: 3 });
  });
});

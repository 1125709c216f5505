import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

it.each(["bench/main", "faults/print", "soak/soak"])(
  "%s refuses an option it does not know, and begins nothing",
  (name) => {
    const command = fileURLToPath(new URL(`../../dist/test/${name}.js`, import.meta.url));
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, "--wrote"], {
      encoding: "utf8",
      timeout: 20_000,
    });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain("Unknown option '--wrote'");
  },
);

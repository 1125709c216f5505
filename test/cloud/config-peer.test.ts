import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { CASES } from "../config/peer/cases.ts";

const folder = new URL("../config/peer/", import.meta.url);

it("the peer still reads every configuration as it was recorded", async () => {
  const recorder = spawn("/usr/bin/python3", [fileURLToPath(new URL("record.py", folder))], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  recorder.stdin.end(JSON.stringify(CASES));
  const answers: unknown = JSON.parse(await text(recorder.stdout));
  expect(answers).toEqual(JSON.parse(readFileSync(new URL("answers.json", folder), "utf8")));
});

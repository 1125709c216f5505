import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { LIKE_REQUESTS, UNLIKE_REQUESTS } from "../transport/no-proxy-cases.ts";

const ASK = `
import json, sys
from requests.utils import should_bypass_proxies
json.dump([should_bypass_proxies(url, none) for none, url in json.load(sys.stdin)], sys.stdout)
`;

it("Python's requests goes around a proxy for the addresses that the table says", async () => {
  const cases = [...LIKE_REQUESTS, ...UNLIKE_REQUESTS.map(([none, url, bypassed]) => [none, url, !bypassed] as const)];
  // Its own environment would be asked as well.
  const python = spawn("/usr/bin/python3", ["-c", ASK], { stdio: ["pipe", "pipe", "inherit"], env: {} });
  python.stdin.end(JSON.stringify(cases.map(([none, url]) => [none, url])));
  const answers: unknown = JSON.parse(await text(python.stdout));
  const told = Array.isArray(answers) ? cases.map(([none, url], index) => [none, url, answers[index]]) : answers;
  expect(told).toEqual(cases);
});

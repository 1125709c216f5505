import { describe, expect, it } from "vitest";
import { bypasses } from "../../src/transport/no-proxy.ts";
import { LIKE_REQUESTS, UNLIKE_REQUESTS } from "./no-proxy-cases.ts";

describe("no_proxy", () => {
  it.each(LIKE_REQUESTS)("%j for %s: %s, as with Python's requests", (none, url, bypassed) => {
    expect(bypasses(none, new URL(url))).toBe(bypassed);
  });

  it.each(UNLIKE_REQUESTS)("%j for %s: %s, because of %s", (none, url, bypassed) => {
    expect(bypasses(none, new URL(url))).toBe(bypassed);
  });

  it.each([
    ["[::1]:5000", "http://[::1]:8774"],
    ["127.0.0.1:5000", "http://127.0.0.1:8774"],
    ["k.example:80", "https://k.example"],
    ["fd00::/8", "http://[fe80::1]"],
    ["fd00::/0", "http://[fd00::1]"],
    ["fd00::/129", "http://[fd00::1]"],
    ["*.k.example", "http://ak.example"],
  ])("%j does not hold for %s", (none, url) => {
    expect(bypasses(none, new URL(url))).toBe(false);
  });
});

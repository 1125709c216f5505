import { createHmac } from "node:crypto";
import { ConfigError } from "../../errors/errors.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const WINDOW_MS = 30_000;

/**
 * The passcode an authenticator shows (RFC 6238: SHA-1, six digits, thirty seconds).
 *
 * @param secret in base32, as in {@link CloudUser}
 * @param epochMs the time; now unless told
 * @throws ConfigError (`INVALID_VALUE`) when the secret is not base32.
 */
export function totpCode(secret: string, epochMs: number = Date.now()): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(epochMs / WINDOW_MS)));
  const digest = createHmac("sha1", bytesOf(secret)).update(counter).digest();
  const at = (digest.at(-1) ?? 0) & 0xf;
  return String((digest.readUInt32BE(at) & 0x7fff_ffff) % 1_000_000).padStart(6, "0");
}

/** Whether a passcode is of this window or, as Keystone allows, of the one before. */
export function isTotpCode(secret: string, code: unknown): boolean {
  const now = Date.now();
  return code === totpCode(secret, now) || code === totpCode(secret, now - WINDOW_MS);
}

function bytesOf(base32: string): Buffer {
  const digits = [...base32.replace(/=+$/, "").toUpperCase()].map((letter) => ALPHABET.indexOf(letter));
  if (digits.length === 0 || digits.includes(-1)) {
    throw new ConfigError("INVALID_VALUE", "totpSecret must be base32: the letters A-Z and the digits 2-7", {
      key: "totpSecret",
    });
  }
  const bits = digits.map((digit) => digit.toString(2).padStart(5, "0")).join("");
  const octets = bits.match(/.{8}/g) ?? [];
  return Buffer.from(octets.map((octet) => Number.parseInt(octet, 2)));
}

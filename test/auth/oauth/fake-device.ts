import { afterEach, beforeEach, expect, vi } from "vitest";
import type { AuthRequest } from "../../../src/auth/method.ts";
import type { OidcDeviceCodeOptions, oidcDeviceCode } from "../../../src/auth/oauth/oidc-device-code.ts";
import type { FakeAnswer } from "../fake-keystone.ts";
import { base, DEVICE, DISCOVERY, forms, granted, provider, TOKEN } from "./fake-provider.ts";

/** What the provider says when it gives a code. */
export const begun = {
  device_code: "DC-secret",
  user_code: "WDJB-MJHT",
  verification_uri: "https://idp.example/device",
  expires_in: 600,
};
/** A refusal in OAuth's words. */
export const says = (error: string): FakeAnswer => ({ status: 400, headers: {}, body: { error } });
export const PENDING: FakeAnswer = says("authorization_pending");
export const yes: FakeAnswer = { status: 200, body: granted };

/** Time passes in the tests of this file only when they let it pass. */
export function withFakeTime(): void {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] }));
  afterEach(() => void vi.useRealTimers());
}

/** Lets time pass once the wait for it has begun, and what it sets off come to rest. */
export async function pass(ms: number): Promise<void> {
  while (vi.getTimerCount() === 0) await new Promise(setImmediate);
  vi.advanceTimersByTime(ms);
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
}

/** Lets these times pass one after the other; after each the provider has been asked so often about the code. */
export async function passing(
  sent: readonly AuthRequest[],
  steps: readonly (readonly [ms: number, asked: number])[],
): Promise<void> {
  for (const [ms, asked] of steps) {
    await pass(ms);
    expect(forms(sent)).toHaveLength(asked);
  }
}

/** The options of a login, with these changes. */
export function device(options: Partial<OidcDeviceCodeOptions> = {}): Parameters<typeof oidcDeviceCode>[0] {
  return { ...base, discoveryEndpoint: DISCOVERY, showCode: () => undefined, ...options };
}

/** A provider that answers questions about the code one by one, the last answer for ever. */
export function answering(answers: readonly FakeAnswer[], start: object = begun): ReturnType<typeof provider> {
  const left = [...answers];
  return provider({
    [`POST ${DEVICE}`]: { status: 200, body: start },
    [`POST ${TOKEN}`]: () => (left.length > 1 ? left.shift() : left[0]) ?? {},
  });
}

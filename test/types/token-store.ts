// Compiled, not run: what fits as a token store as it is.
import { Keyv } from "keyv";
import { fileTokenStore, memoryTokenStore, type TokenStore } from "../../src/index.ts";

export const stores: readonly TokenStore[] = [
  new Keyv(),
  new Keyv<string>(),
  new Map<string, string>(),
  fileTokenStore(),
  memoryTokenStore(),
  { get: async () => null, set: () => true, delete: async () => undefined },
];

// @ts-expect-error nothing can be deleted
export const halfAStore: TokenStore = { get: () => "", set: () => undefined };
// @ts-expect-error the values are no text
export const numbers: TokenStore = new Map<string, number>();

import { inspect } from "node:util";
import { MASK } from "./mask.ts";

/** A value that no log, inspection or serialisation shows; `reveal()` gives it to the code that needs it. */
export interface Secret {
  reveal(): string;
}

class Hidden implements Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}

/** Whether a value is such a secret, made by whichever copy of this library. */
export function isSecret(value: unknown): value is Secret {
  return typeof value === "object" && value !== null && "reveal" in value && typeof value.reveal === "function";
}

/** Wraps a password, token or key so that it cannot be printed by accident. */
export function secret(value: string): Secret {
  return new Hidden(value);
}

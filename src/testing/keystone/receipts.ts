import { type Answer, json } from "../answer.ts";
import { keystoneTime, tokenId } from "../ids.ts";
import type { Person } from "./directory.ts";

const LIFETIME = 300_000;

interface Receipt {
  readonly person: Person;
  readonly methods: readonly string[];
  /** Epoch ms. */
  readonly expiresAt: number;
}

/** Whether the user's rules ask for more than these methods. */
export function wantsMore({ mfaRules }: Person, methods: readonly string[]): boolean {
  return mfaRules.length > 0 && !mfaRules.some((rule) => rule.every((method) => methods.includes(method)));
}

/** What Keystone gives for a part of a login, to be brought back with the rest. */
export class Receipts {
  readonly #receipts = new Map<string, Receipt>();

  /** The methods a receipt stands for; undefined when it is not this user's, or over. */
  methodsOf(id: string, person: Person): readonly string[] | undefined {
    const receipt = this.#receipts.get(id);
    return receipt?.person === person && receipt.expiresAt > Date.now() ? receipt.methods : undefined;
  }

  /** The answer to a login that needs more methods. */
  challenge(person: Person, methods: readonly string[]): Answer {
    const [id, now] = [tokenId(), Date.now()];
    const expiresAt = now + LIFETIME;
    this.#receipts.set(id, { person, methods, expiresAt });
    const user = { domain: person.domain, id: person.id, name: person.name };
    const times = { expires_at: keystoneTime(expiresAt), issued_at: keystoneTime(now) };
    // Keystone names only the rules that were begun.
    const required = person.mfaRules.filter((rule) => rule.some((method) => methods.includes(method)));
    const body = { receipt: { methods, user, ...times }, required_auth_methods: required };
    return json(401, body, { "openstack-auth-receipt": id });
  }
}

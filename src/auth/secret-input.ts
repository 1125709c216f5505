import { AuthError, ConfigError, HttpError, TransportError } from "../errors/errors.ts";
import { type Secret, secret } from "../redaction/secret.ts";
import { Flight } from "../transport/flight.ts";
import { headerText, requiredText } from "./option.ts";
import { unseenCredentials } from "./refused.ts";

/**
 * A secret, or a function that gets it from somebody: a prompt, a vault, a code generator. Its signal aborts when nobody
 * waits for the answer any more, so that a prompt can go away: the next login asks again.
 */
export type SecretInput = string | ((signal: AbortSignal) => string | Promise<string>);

/** Which option holds a secret, and what to say about it. */
export interface SecretOption {
  /** The option's name, such as "passcode". */
  readonly key: string;
  /** What to write when it is missing. */
  readonly hint: string;
  /** The authentication method's type. */
  readonly method: string;
  /** Whether it is sent in a header, as tokens are: white space around it is no part of it then. */
  readonly inHeader?: boolean;
}

/** A secret as a login takes it. */
export interface SecretSource {
  /** The secret for a token store's key; a login with the same signal takes this same one: nobody is asked twice. */
  proof(signal?: AbortSignal): Promise<Secret>;
  /** Runs a login with the secret; a function is called anew for each login. */
  use<T>(signal: AbortSignal, login: (value: Secret) => Promise<T>): Promise<T>;
}

/**
 * Reads an option that holds a secret which may be sent any number of times.
 *
 * @throws ConfigError (`MISSING_VALUE`, `INVALID_VALUE`).
 */
export function secretOf(options: object, option: SecretOption): SecretSource {
  const ask = functionIn(options, option);
  if (ask !== undefined) return new AskedSecret(ask, { key: option.key, shared: true });
  const value = secret(textFor(option, requiredText(options, option.key, option.hint)));
  return { proof: async () => value, use: (_signal, login) => login(value) };
}

/**
 * Reads an option that holds a secret which counts once, such as a passcode. Given as text, it is sent once; only a
 * function can renew.
 *
 * @throws ConfigError (`MISSING_VALUE`, `INVALID_VALUE`).
 */
export function oneTimeSecretOf(options: object, option: SecretOption): SecretSource {
  const ask = functionIn(options, option);
  if (ask !== undefined) return new AskedSecret(ask, { key: option.key, shared: false });
  return new SpentOnce(secret(textFor(option, requiredText(options, option.key, option.hint))), option);
}

type Ask = (signal: AbortSignal) => Promise<Secret>;

/** Which options somebody has been asked for, by the signal of the login that waits for the answer. */
const unanswered = new WeakMap<AbortSignal, string>();

/** The option that a login still waits for its function to give. */
export function unansweredIn(signal: AbortSignal): string | undefined {
  return unanswered.get(signal);
}

class AskedSecret implements SecretSource {
  readonly #ask: Ask;
  readonly #key: string;
  /** Whether logins under way at the same time may take the same answer. */
  readonly #shared: boolean;
  /** The question that is open. */
  #question: Flight<Secret> | undefined;
  /** What was answered for a store's key, by the signal of who needs it: kept no longer than that login is under way. */
  readonly #answers = new WeakMap<AbortSignal, Promise<Secret>>();

  constructor(ask: Ask, { key, shared }: { readonly key: string; readonly shared: boolean }) {
    this.#ask = ask;
    this.#key = key;
    this.#shared = shared;
  }

  proof(signal?: AbortSignal): Promise<Secret> {
    if (signal === undefined) return this.#open().join();
    const answer = this.#answers.get(signal) ?? this.#asked(signal);
    this.#answers.set(signal, answer);
    return answer;
  }

  async use<T>(signal: AbortSignal, login: (value: Secret) => Promise<T>): Promise<T> {
    const answer = this.#answers.get(signal) ?? this.#asked(signal);
    this.#answers.delete(signal);
    return login(await answer);
  }

  #asked(signal: AbortSignal): Promise<Secret> {
    unanswered.set(signal, this.#key);
    return this.#open()
      .join(signal)
      .finally(() => unanswered.delete(signal));
  }

  #open(): Flight<Secret> {
    const open = this.#question;
    return this.#shared && open !== undefined && !open.abandoned ? open : this.#pose();
  }

  #pose(): Flight<Secret> {
    const question = new Flight(this.#ask);
    const close = (): void => {
      if (this.#question === question) this.#question = undefined;
    };
    this.#question = question;
    question.result.then(close, close);
    return question;
  }
}

class SpentOnce implements SecretSource {
  readonly #value: Secret;
  readonly #option: SecretOption;
  #spent = false;

  constructor(value: Secret, option: SecretOption) {
    this.#value = value;
    this.#option = option;
  }

  async proof(): Promise<Secret> {
    return this.#value;
  }

  async use<T>(_signal: AbortSignal, login: (value: Secret) => Promise<T>): Promise<T> {
    const { key, method } = this.#option;
    if (this.#spent) {
      const text =
        `The option ${key} holds a secret that counts once, and it has been sent: another login needs a new one. ` +
        `Give a function that gets one, such as { ${key}: () => ask("${key}: ") }.`;
      throw new AuthError("NOT_RENEWABLE", text, { method });
    }
    this.#spent = true;
    try {
      return await login(this.#value);
    } catch (error) {
      if (neverRead(error)) this.#spent = false;
      throw error;
    }
  }
}

/** Whether the server cannot have looked at the secret, or said so. */
function neverRead(error: unknown): boolean {
  if (error instanceof TransportError) return !error.sent;
  return error instanceof HttpError && (error.status === 429 || error.status === 503);
}

function textFor({ key, inHeader }: SecretOption, text: string): string {
  return inHeader ? headerText(text, key) : text;
}

function functionIn(options: object, option: SecretOption): Ask | undefined {
  const { key } = option;
  const ask: unknown = Reflect.get(options, key);
  if (typeof ask !== "function") return undefined;
  return async (signal) => {
    const value = await answerOf(async () => ask(signal), option);
    if (typeof value === "string" && value !== "") return secret(textFor(option, value));
    const text = `The function given as the option ${key} must return non-empty text.`;
    throw new ConfigError("INVALID_VALUE", text, { key });
  };
}

async function answerOf(ask: () => Promise<unknown>, option: Pick<SecretOption, "key" | "method">): Promise<unknown> {
  try {
    return await ask();
  } catch (cause) {
    // What it says may be the secret; the cause is there for who wants to know.
    const kind = cause instanceof Error ? ` (${cause.name})` : "";
    const text = `There was no login, because the function given as the option ${option.key} failed${kind}; its cause says why.`;
    throw unseenCredentials(new AuthError("AUTH_FAILED", text, { method: option.method, cause }));
  }
}

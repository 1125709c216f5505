import { AuthError, ConfigError, HttpError, TransportError } from "../errors/errors.ts";
import { type Secret, secret } from "../redaction/secret.ts";
import { requiredText } from "./option.ts";

/** A secret, or a function that gets it from somebody: a prompt, a vault, a code generator. */
export type SecretInput = string | (() => string | Promise<string>);

/** Which option holds a secret, and what to say about it. */
export interface SecretOption {
  /** The option's name, such as "passcode". */
  readonly key: string;
  /** What to write when it is missing. */
  readonly hint: string;
  /** The authentication method's type. */
  readonly method: string;
}

/** A secret as a login takes it. */
export interface SecretSource {
  /** The secret for a token store's key; the next login takes this same one, so that nobody is asked twice. */
  proof(): Promise<Secret>;
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
  if (ask !== undefined) return new AskedSecret(ask, { shared: true });
  const value = secret(requiredText(options, option.key, option.hint));
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
  if (ask !== undefined) return new AskedSecret(ask, { shared: false });
  return new SpentOnce(secret(requiredText(options, option.key, option.hint)), option);
}

class AskedSecret implements SecretSource {
  readonly #ask: () => Promise<Secret>;
  /** Whether logins under way at the same time may take the same answer. */
  readonly #shared: boolean;
  /** An answer nobody has taken yet, or that is still to come. */
  #answer: Promise<Secret> | undefined;

  constructor(ask: () => Promise<Secret>, { shared }: { shared: boolean }) {
    this.#ask = ask;
    this.#shared = shared;
  }

  proof(): Promise<Secret> {
    if (this.#answer !== undefined) return this.#answer;
    const answer = this.#ask();
    this.#answer = answer;
    answer.catch(() => this.#take(answer));
    return answer;
  }

  async use<T>(signal: AbortSignal, login: (value: Secret) => Promise<T>): Promise<T> {
    const answer = this.proof();
    const value = await answer;
    // A person may take longer to answer than the login is waited for: the answer is then left to the next one.
    signal.throwIfAborted();
    return this.#take(answer) || this.#shared ? login(value) : this.use(signal, login);
  }

  #take(answer: Promise<Secret>): boolean {
    if (this.#answer !== answer) return false;
    this.#answer = undefined;
    return true;
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

function functionIn(options: object, { key, method }: SecretOption): (() => Promise<Secret>) | undefined {
  const ask: unknown = Reflect.get(options, key);
  if (typeof ask !== "function") return undefined;
  return async () => {
    const value = await answerOf(async () => ask(), { key, method });
    if (typeof value === "string" && value !== "") return secret(value);
    const text = `The function given as the option ${key} must return non-empty text.`;
    throw new ConfigError("INVALID_VALUE", text, { key });
  };
}

async function answerOf(ask: () => Promise<unknown>, option: Pick<SecretOption, "key" | "method">): Promise<unknown> {
  try {
    return await ask();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const text = `There was no login, because the function given as the option ${option.key} failed: ${reason}`;
    throw new AuthError("AUTH_FAILED", text, { method: option.method, cause });
  }
}

import { isRecord } from "../errors/record.ts";
import { shown, shownWord } from "../errors/shown.ts";

/** The longest time a timer of Node's can wait, ms; a longer one would end at once. */
export const LONGEST = 2_147_483_647;

const CALL_TIMES = ["headers", "idle", "whole"];
/** The times a session's timeout can have. */
export const SESSION_TIMES: readonly string[] = ["connect", ...CALL_TIMES];

/** What is wrong with a number of ms, if anything. */
export function msProblem(value: unknown, zero = "no limit"): string | undefined {
  const fits = typeof value === "number" && value >= 0 && value <= LONGEST;
  return fits ? undefined : `must be ms from 0 (${zero}) to ${LONGEST}, not ${shownWord(value)}`;
}

/** What is wrong with a call's timeout, if anything: ms, or some of these times. */
export function timeoutProblem(value: unknown, times: readonly string[] = CALL_TIMES): string | undefined {
  if (!isRecord(value)) return msProblem(value);
  for (const [name, ms] of Object.entries(value)) {
    if (!times.includes(name)) return `has "${name}"; it can have ${times.join(", ")}`;
    const problem = ms === undefined ? undefined : msProblem(ms);
    if (problem !== undefined) return `has ${name}, which ${problem}`;
  }
  return undefined;
}

/** What is wrong with a rule for sending again, if anything. */
export function retryProblem(value: unknown): string | undefined {
  if (value === false) return undefined;
  if (!isRecord(value)) return countProblem(value);
  const { when } = value;
  for (const name of ["limit", "connect"]) {
    const problem = value[name] === undefined ? undefined : countProblem(value[name]);
    if (problem !== undefined) return `has ${name}, which ${problem}`;
  }
  return when === undefined || typeof when === "function"
    ? undefined
    : `has when, which must be a function, not ${shown(when)}`;
}

/** What is wrong with a whole number, if anything. */
export function countProblem(value: unknown): string | undefined {
  const fits = typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
  return fits ? undefined : `must be a whole number from 0, not ${shownWord(value)}`;
}

/** What is wrong with an abort signal, if anything. */
export function signalProblem(value: unknown): string | undefined {
  const fits = typeof value === "object" && value !== null && "addEventListener" in value && "aborted" in value;
  return fits ? undefined : `must be an AbortSignal, not ${shown(value)}`;
}

/** What is wrong with how long something may be waited for, if anything. */
export function waitingProblem(waiting: unknown): string | undefined {
  if (!isRecord(waiting)) return `the options must be an object such as { timeout: 5_000 }, not ${shown(waiting)}`;
  const { timeout, signal } = waiting;
  const late = timeout === undefined ? undefined : msProblem(timeout);
  if (late !== undefined) return `timeout ${late}`;
  const deaf = signal === undefined ? undefined : signalProblem(signal);
  return deaf && `signal ${deaf}`;
}

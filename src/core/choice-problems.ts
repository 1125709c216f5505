import { isRecord } from "../errors/record.ts";
import { shown, shownWord } from "../errors/shown.ts";
import { redactUrl } from "../redaction/url.ts";

/** What is wrong with an interface, or a list of them, if anything. */
export function interfaceProblem(value: unknown): string | undefined {
  const names: readonly unknown[] = Array.isArray(value) ? value : [value];
  const fits = names.length > 0 && names.every((name) => typeof name === "string" && name !== "");
  return fits ? undefined : `must be a name such as "public", or a list of names, not ${shown(value)}`;
}

/** What is wrong with a major version, or a range of them, if anything. */
export function versionProblem(value: unknown): string | undefined {
  const isMajor = (number: unknown): boolean =>
    typeof number === "number" && Number.isSafeInteger(number) && number >= 0;
  const { min, max } = isRecord(value) ? value : { min: undefined, max: undefined };
  const bounds = [min, max].filter((bound) => bound !== undefined);
  if (isMajor(value) || (isRecord(value) && bounds.length > 0 && bounds.every(isMajor))) return undefined;
  return `must be a major version such as 3, or a range such as { min: 2, max: 3 }, not ${shownWord(value)}`;
}

/** What is wrong with the address of an endpoint, if anything; a project's id may be left to be filled in. */
export function endpointProblem(url: string): string | undefined {
  const plain = url.replace(/[%$]\((?:project|tenant)_id\)s/g, "id");
  if (!/^https?:\/\//i.test(plain) || !URL.canParse(plain)) {
    return `is "${redactUrl(url)}"; write an http or https URL`;
  }
  const { username, password } = new URL(plain);
  if (username === "" && password === "") return undefined;
  return `cannot hold a user name or password: write ${redactUrl(url)}`;
}

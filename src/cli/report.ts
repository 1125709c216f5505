import type { Identity, Owned } from "../session/identity.ts";
import type { ServiceReport } from "../session/report.ts";
import { describeProblem } from "./problem.ts";
import { printable } from "./table.ts";

const TITLES = ["SERVICE", "PROJECT", "REGION", "ENDPOINT", "VERSION", "MICROVERSIONS", "STATUS"] as const;

/** Index of the endpoint's column. */
export const ENDPOINT_COLUMN = 3;

/** Who is logged in, in a few lines. */
export function describeIdentity(identity: Identity): readonly string[] {
  const { user, roles, expiresAt } = identity;
  const lines = [
    `user     ${user === undefined ? "nobody: there is no token" : ownedName(user)}`,
    `scope    ${scopeName(identity)}`,
    `roles    ${roles.map((role) => role.name ?? role.id).join(", ") || "none"}`,
    ...(expiresAt === undefined ? [] : [`expires  ${expiresAt.toISOString()}`]),
  ];
  return lines.map(printable);
}

/** The catalog as rows of a table, titles first; a service that could not be asked has the error's code as its status. */
export function catalogRows(reports: readonly ServiceReport[]): readonly (readonly string[])[] {
  return [TITLES, ...reports.map(rowOf)];
}

/** One line for every service that could not be asked. */
export function describeFailures(reports: readonly ServiceReport[]): readonly string[] {
  return reports.flatMap(({ type, region, error }) => {
    if (error === undefined) return [];
    return [`${printable(region === undefined ? type : `${type} in ${region}`)}: ${describeProblem(error)}`];
  });
}

function rowOf(report: ServiceReport): readonly string[] {
  const { type, project, region, url, version, microversions, status, error } = report;
  const range = microversions === undefined ? "-" : `${microversions.min ?? "?"}-${microversions.max ?? "?"}`;
  return [type, project ?? "-", region ?? "-", url, version ?? "-", range, error?.code ?? status ?? "-"];
}

function scopeName({ project, domain, system }: Identity): string {
  if (project !== undefined) return `project ${ownedName(project)}`;
  if (domain !== undefined) return `domain ${domain.name ?? domain.id}`;
  return system ? "system" : "none";
}

function ownedName(owned: Owned): string {
  const domain = owned.domain?.name ?? owned.domain?.id;
  return `${owned.name ?? owned.id}${domain === undefined ? "" : ` (domain ${domain})`}`;
}

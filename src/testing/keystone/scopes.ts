import { type Fields, fieldsOf } from "../call.ts";
import type { Refused } from "../refused.ts";
import type { Directory, Project } from "./directory.ts";
import { expecting, isDomain, unauthorized } from "./login.ts";
import type { Login, TokenScope } from "./token-store.ts";

const CHOICES: readonly string[] = ["system", "project", "domain", "OS-TRUST:trust"];

/** What the token will be for; refused when the user may not have it, without telling whether it exists. */
export function scopeFor(login: Login, wanted: unknown, directory: Directory): TokenScope | Refused {
  if (login.access) return { kind: "project", project: login.access.project };
  if (login.credential && wanted === undefined) return { kind: "project", project: login.credential.project };
  if (wanted === undefined || wanted === "unscoped") return undefined;
  const scope = fieldsOf(wanted);
  const chosen = CHOICES.filter((choice) => scope && choice in scope);
  if (!scope || chosen.length !== 1) {
    return expecting("system, project, domain, OS-TRUST:trust or unscoped", "scope");
  }
  if (chosen[0] === "system") return login.person.admin ? { kind: "system" } : unauthorized();
  if (chosen[0] === "project") return projectScope(login, fieldsOf(scope.project), directory);
  if (chosen[0] === "domain") return domainScope(login, fieldsOf(scope.domain), directory);
  return trustScope(login, fieldsOf(scope["OS-TRUST:trust"]), directory);
}

function trustScope(login: Login, wanted: Fields | undefined, directory: Directory): TokenScope | Refused {
  const trust = directory.trust(wanted?.id);
  return trust?.trustee === login.person ? { kind: "project", project: trust.project, trust } : unauthorized();
}

function projectScope(login: Login, wanted: Fields | undefined, directory: Directory): TokenScope | Refused {
  if (!wanted) return expecting("project", "scope");
  const domain = fieldsOf(wanted.domain);
  if (wanted.id === undefined && !domain) return expecting("domain", "project");
  const isWanted = (project: Project): boolean =>
    wanted.id === undefined
      ? project.name === wanted.name && isDomain(project.domain, domain ?? {})
      : project.id === wanted.id;
  const project = directory.project(isWanted);
  return project && login.person.projects.includes(project) ? { kind: "project", project } : unauthorized();
}

function domainScope(login: Login, wanted: Fields | undefined, directory: Directory): TokenScope | Refused {
  if (!wanted) return expecting("domain", "scope");
  const domain = directory.domain((candidate) => isDomain(candidate, wanted));
  return domain && login.person.admin && login.person.domain === domain ? { kind: "domain", domain } : unauthorized();
}

import type { components } from "../../generated/identity.ts";
import type { WaitOptions } from "../adapter/adapter.ts";
import type { ServiceAdapter } from "../adapter/service-adapter.ts";
import { tokensUrl } from "../auth/identity.ts";
import type { TokenGrant } from "../auth/method.ts";
import { isUrl } from "../core/path.ts";
import { HttpError } from "../errors/errors.ts";
import { isRecord, type Unchecked } from "../errors/record.ts";

/** A project the user may log in to; goes into `session.withScope({ project })` as it is. */
export interface ScopeProject {
  readonly id: string;
  readonly name: string | undefined;
  readonly domainId: string | undefined;
  readonly parentId: string | undefined;
  readonly description: string | undefined;
  readonly enabled: boolean;
}

/** A domain the user may log in to; goes into `session.withScope({ domain })` as it is. */
export interface ScopeDomain {
  readonly id: string;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly enabled: boolean;
}

type Revoking = WaitOptions & { readonly authUrl: string };
type WireProject = Unchecked<components["schemas"]["Project"]>;

/** The projects the user may log in to. */
export async function projectsOf(identity: ServiceAdapter, waiting: WaitOptions): Promise<readonly ScopeProject[]> {
  const items = await listed(identity, "projects", waiting);
  return items.map((item) => ({ ...domainFrom(item), domainId: text(item.domain_id), parentId: text(item.parent_id) }));
}

/** The domains the user may log in to. */
export async function domainsOf(identity: ServiceAdapter, waiting: WaitOptions): Promise<readonly ScopeDomain[]> {
  return (await listed(identity, "domains", waiting)).map(domainFrom);
}

/** Whether the user may log in to the system. */
export async function systemOf(identity: ServiceAdapter, waiting: WaitOptions): Promise<boolean> {
  const body = await identity.get("/v3/auth/system", waiting).json();
  return (
    isRecord(body) && Array.isArray(body.system) && body.system.some((item) => isRecord(item) && item.all === true)
  );
}

/** Revokes a token, and the bearer token that goes with it, at their Identity. @throws HttpError, TransportError */
export async function revokeToken(identity: ServiceAdapter, grant: TokenGrant, revoking: Revoking): Promise<void> {
  const { authUrl, ...waiting } = revoking;
  const url = tokensUrl(authUrl);
  if (!isUrl(url)) return;
  // Keystone's own OAuth 2 gives tokens like any others.
  const bearer = /^Bearer (.+)$/.exec(grant.headers?.authorization?.reveal() ?? "")?.[1];
  const token = grant.token.reveal();
  // The token comes last: as long as it is good the session has it, and all of this can be tried again.
  for (const each of new Set([bearer ?? token, token])) {
    const headers = { "x-auth-token": each, "x-subject-token": each };
    try {
      await identity.delete(url, { ...waiting, headers, authenticated: false });
    } catch (error) {
      // A token that has ended already is as good as revoked.
      const ended = error instanceof HttpError && (error.status === 401 || error.status === 404);
      if (!ended) throw error;
    }
  }
}

async function listed(
  identity: ServiceAdapter,
  collection: "projects" | "domains",
  waiting: WaitOptions,
): Promise<readonly (WireProject & { readonly id: string })[]> {
  const body = await identity.get(`/v3/auth/${collection}`, waiting).json();
  const items: unknown = isRecord(body) ? body[collection] : undefined;
  if (!Array.isArray(items)) return [];
  return items.filter(isRecord).flatMap((item) => (typeof item.id === "string" ? [{ ...item, id: item.id }] : []));
}

function domainFrom(item: WireProject & { readonly id: string }): ScopeDomain {
  return { id: item.id, name: text(item.name), description: text(item.description), enabled: item.enabled !== false };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

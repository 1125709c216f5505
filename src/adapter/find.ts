import type { Query } from "../core/path.ts";
import { HttpError } from "../errors/errors.ts";
import { isRecord } from "../errors/record.ts";
import type { Pages } from "./pages.ts";
import type { Pollable } from "./wait-for.ts";

/** Whatever has resources that can be listed: an adapter. */
export interface Findable extends Pollable {
  paginate<T>(path: `/${string}`, init?: FindOptions): Pages<T>;
}

/** What a search carries. */
export interface FindOptions {
  /** Values of the path's template parameters. */
  readonly path?: Readonly<Record<string, string | number>>;
  /** More of what the list is asked for. */
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** The list's name in the answer, where that has several. */
  readonly collection?: string;
}

interface Listed {
  readonly id?: unknown;
  readonly name?: unknown;
}

/** Statuses with which services say that this is no id of theirs, or nobody's to see. */
const NO_ID: ReadonlySet<number> = new Set([400, 403, 404, 410]);
/** Some services take the name in a query for a pattern. */
const PATTERN = /[\\^$*+?()[\]{}|%]/;

/**
 * A resource by its id or else by its exact name: what `GET path/id` says, without what is wrapped around it.
 *
 * @param path The collection's, such as "/servers".
 * @throws HttpError `NOT_FOUND` when there is none, `AMBIGUOUS_NAME` with the ids when there are several of that name.
 * @example
 * ```ts
 * const server = await find<Server>(compute, "/servers", "web-1");
 * ```
 */
export async function find<T = unknown>(
  adapter: Findable,
  path: `/${string}`,
  idOrName: string,
  options: FindOptions = {},
): Promise<T> {
  const byId = await lookUp<T>(adapter, path, { id: idOrName, options });
  if (!(byId instanceof HttpError)) return byId;
  const named = await listed(adapter, path, { name: idOrName, options });
  const [first, ...others] = named;
  if (first === undefined) throw notFound(path, idOrName, byId);
  if (others.length > 0) throw ambiguous(path, idOrName, named);
  if (typeof first.id !== "string" && typeof first.id !== "number" && isOf<T>(first)) return first;
  const found = await lookUp<T>(adapter, path, { id: String(first.id), options });
  if (found instanceof HttpError) throw found;
  return found;
}

/** What has this id, or the error that says that nothing has. */
async function lookUp<T>(
  adapter: Findable,
  path: `/${string}`,
  wanted: { readonly id: string; readonly options: FindOptions },
): Promise<T | HttpError> {
  const { headers, signal } = wanted.options;
  try {
    const init = {
      path: { ...wanted.options.path, id: wanted.id },
      ...(headers && { headers }),
      ...(signal && { signal }),
    };
    return unwrapped<T>(await adapter.get(`${path}/{id}`, init).json());
  } catch (error) {
    if (error instanceof HttpError && NO_ID.has(error.status)) return error;
    throw error;
  }
}

async function listed(
  adapter: Findable,
  path: `/${string}`,
  wanted: { readonly name: string; readonly options: FindOptions },
): Promise<readonly Listed[]> {
  const { name, options } = wanted;
  const among = async (init: FindOptions): Promise<readonly Listed[]> => {
    const same: Listed[] = [];
    for await (const item of adapter.paginate<Listed>(path, init))
      if (isRecord(item) && item.name === name) same.push(item);
    return same;
  };
  if (PATTERN.test(name)) return among(options);
  try {
    return await among({ ...options, query: { ...options.query, name } });
  } catch (error) {
    // A service that does not know the filter may refuse it.
    if (error instanceof HttpError && error.status === 400) return among(options);
    throw error;
  }
}

/** `{ server: { … } }` is about the server; Glance has nothing around its images. */
function unwrapped<T>(body: T): T {
  const [inner, ...more] = isRecord(body) ? Object.values(body) : [];
  return more.length === 0 && isOf<T>(inner) ? inner : body;
}

/** What a resource looks like is the caller's word. */
function isOf<T>(value: unknown): value is T {
  return isRecord(value);
}

function notFound(path: string, name: string, cause: HttpError): HttpError {
  if (cause.status === 403) return cause;
  return new HttpError("NOT_FOUND", `Nothing in ${path} has the id or the name "${name}".`, {
    ...detailsOf(cause),
    cause,
  });
}

function ambiguous(path: string, name: string, found: readonly Listed[]): HttpError {
  const ids = found.map(({ id }) => String(id));
  const text = `${found.length} in ${path} are named "${name}": use one of the ids ${ids.join(", ")}.`;
  const none = { service: undefined, requestId: undefined, retryAfter: undefined, headers: {} };
  return new HttpError("AMBIGUOUS_NAME", text, { ...none, status: 200, method: "GET", url: path, body: ids });
}

function detailsOf({ status, method, url, service, requestId, body, retryAfter, headers }: HttpError) {
  return { status, method, url, service, requestId, body, retryAfter, headers };
}

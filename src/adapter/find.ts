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

/** What there is to say of an outcome that is no single answer's. */
const NO_DETAILS = {
  method: "GET",
  service: undefined,
  requestId: undefined,
  retryAfter: undefined,
  headers: {},
} as const;

interface Listed {
  readonly id?: unknown;
  readonly name?: unknown;
}

/** Statuses with which services say that this is no id of theirs, or nobody's to see. */
const NO_ID: ReadonlySet<number> = new Set([400, 403, 404, 410]);
/** Some services take the name in a query for a pattern. */
const PATTERN = /[\\^$*+?()[\]{}|%]|^in:/;

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
  // They would lead elsewhere, and are nobody's id.
  const isId = idOrName !== "." && idOrName !== "..";
  const byId = isId ? await lookUp<T>(adapter, path, { id: idOrName, options }) : undefined;
  // An address below the collection need not be one of its resources: /servers/detail is a list.
  if (byId !== undefined && !(byId instanceof HttpError) && answersTo(byId, idOrName)) return byId;
  const named = await listed(adapter, path, { name: idOrName, options });
  const [first, ...others] = named;
  if (first === undefined) throw notFound(path, idOrName, byId instanceof HttpError ? byId : undefined);
  if (others.length > 0) throw ambiguous(path, idOrName, named);
  if (!isText(first.id) && isOf<T>(first)) return first;
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

/** Ids are numbers in some services. */
function isText(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

/** Whether one of its own fields says what was asked for, or is an address that ends with it. */
function answersTo(resource: unknown, wanted: string): boolean {
  const same = wanted.toLowerCase();
  const says = (value: unknown): boolean => {
    const text = isText(value) ? String(value).toLowerCase() : undefined;
    return text === same || text?.endsWith(`/${same}`) === true;
  };
  return isRecord(resource) && Object.values(resource).some(says);
}

function notFound(path: string, name: string, cause: HttpError | undefined): HttpError {
  if (cause?.status === 403) return cause;
  const text = `Nothing in ${path} has the id or the name "${name}".`;
  if (cause !== undefined) return new HttpError("NOT_FOUND", text, { ...detailsOf(cause), cause });
  return new HttpError("NOT_FOUND", text, { ...NO_DETAILS, status: 404, url: path, body: undefined });
}

function ambiguous(path: string, name: string, found: readonly Listed[]): HttpError {
  const ids = found.map(({ id }) => String(id));
  const text = `${found.length} in ${path} are named "${name}": use one of the ids ${ids.join(", ")}.`;
  return new HttpError("AMBIGUOUS_NAME", text, { ...NO_DETAILS, status: 200, url: path, body: ids });
}

function detailsOf({ status, method, url, service, requestId, body, retryAfter, headers }: HttpError) {
  return { status, method, url, service, requestId, body, retryAfter, headers };
}

import { noAuth, type PageInit, type ServiceTypeName, Session } from "../../src/index.ts";
import { sendJson, serve } from "../support/server.ts";

export interface Named {
  readonly id: string;
}

export const ids = (from: number, count: number): Named[] =>
  Array.from({ length: count }, (_, index) => ({ id: String(from + index) }));

/** What a service of this making lists, and the queries it was asked. */
export async function walk(
  answer: (query: URLSearchParams) => { readonly body: unknown; readonly headers?: Readonly<Record<string, string>> },
  init: PageInit<never> & {
    readonly path?: Readonly<Record<string, string>>;
    readonly service?: ServiceTypeName;
    readonly at?: `/${string}`;
  } = {},
): Promise<{ readonly items: readonly unknown[]; readonly queries: readonly string[] }> {
  await using server = await serve(({ path }, response) => {
    const { body, headers = {} } = answer(new URL(path, "http://h").searchParams);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    sendJson(response, body);
  });
  const session = new Session({ auth: noAuth({ endpoint: server.url }), retry: 0 });
  try {
    const { service = "network", at = "/things", ...options } = init;
    const items = await session.adapter(service).paginate(at, options).toArray();
    return {
      items,
      queries: server.received.flatMap(({ path }) => (path.startsWith("/things") ? [path.slice(7)] : [])),
    };
  } finally {
    await session.close();
  }
}

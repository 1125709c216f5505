import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Grant } from "../../src/auth/method.ts";
import { DocumentCache, type DocumentRequest, type FetchedDocument } from "../../src/discovery/documents.ts";
import { TransportError } from "../../src/errors/errors.ts";

const DOCUMENT = JSON.stringify({
  versions: [
    {
      id: "v2.1",
      status: "CURRENT",
      version: "2.96",
      min_version: "2.1",
      links: [{ rel: "self", href: "http://h/v2.1/" }],
    },
  ],
});

function answer(status: number, text = ""): FetchedDocument {
  return { status, headers: {}, text };
}

function cache(reply: (request: DocumentRequest) => FetchedDocument | Promise<FetchedDocument>): {
  documents: DocumentCache;
  asked: DocumentRequest[];
} {
  const asked: DocumentRequest[] = [];
  const documents = new DocumentCache(async (request) => {
    asked.push(request);
    return reply(request);
  });
  return { documents, asked };
}

beforeEach(() => vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => vi.useRealTimers());

const GRANT: Grant = { kind: "static", headers: {} };
const query = { headers: [], grant: GRANT };

describe("DocumentCache", () => {
  it("protocol §4.9 FIX: fetches a document once for all who ask at once and later, whatever the last slash", async () => {
    const { documents, asked } = cache(() => answer(200, DOCUMENT));
    const results = await Promise.all(
      Array.from({ length: 200 }, (_, i) => documents.get(`http://h${i % 2 ? "/" : ""}`, query)),
    );
    await documents.get("http://h/", query);
    expect(asked).toHaveLength(1);
    expect(asked.length).not.toBe(results.length);
    expect(results[199]?.entries).toHaveLength(1);
  });

  it("protocol §4.2 FIX: a URL that demands a token costs two GETs, the second one authenticated", async () => {
    const { documents, asked } = cache(({ grant }) => (grant ? answer(200, DOCUMENT) : answer(401)));
    expect((await documents.get("http://h/", query)).entries).toHaveLength(1);
    expect(asked.map(({ grant }) => grant)).toEqual([undefined, GRANT]);
  });

  it("protocol §4.2 FIX: a URL that refuses the token too is no document, after two GETs and not three", async () => {
    const { documents, asked } = cache(() => answer(401));
    expect(await documents.get("http://h/", query)).toMatchObject({ status: 401, entries: undefined });
    expect(asked).toHaveLength(2);
    expect(asked).not.toHaveLength(3);
  });

  it("protocol appendix E 4: a URL that refuses one token is asked with another, and not again with the same", async () => {
    const other: Grant = { kind: "static", headers: {} };
    const { documents, asked } = cache(({ grant }) => (grant === other ? answer(200, DOCUMENT) : answer(401)));
    const [refused, admitted] = await Promise.all([
      documents.get("http://h/", query),
      documents.get("http://h/", { ...query, grant: other }),
    ]);
    expect(refused.entries).toBeUndefined();
    expect(admitted.entries).toHaveLength(1);
    expect(asked.map(({ grant }) => grant)).toEqual([undefined, GRANT, undefined, other]);
    expect((await documents.get("http://h/", query)).entries).toHaveLength(1);

    const closed = cache(() => answer(401));
    await closed.documents.get("http://h/", query);
    await closed.documents.get("http://h/", query);
    expect(closed.asked).toHaveLength(2);
  });

  it("protocol §4.9 FIX: remembers for a while that there is no document", async () => {
    const { documents, asked } = cache(() => answer(404));
    await documents.get("http://h/", query);
    await documents.get("http://h/", query);
    expect(asked).toHaveLength(1);
    expect(asked).not.toHaveLength(2);
    vi.setSystemTime(Date.now() + 31_000);
    await documents.get("http://h/", query);
    expect(asked).toHaveLength(2);
  });

  it("asks an unreachable service again soon", async () => {
    const failure = new TransportError("CONNECT_FAILED", "refused", { method: "GET", url: "http://h/" });
    const { documents, asked } = cache(() => Promise.reject(failure));
    expect(await documents.get("http://h/", query)).toMatchObject({ entries: undefined, failure });
    vi.setSystemTime(Date.now() + 2_001);
    await documents.get("http://h/", query);
    expect(asked).toHaveLength(2);
  });

  it("X10: a kept document does not wait for another that is under way", async () => {
    const { documents } = cache(({ url }) =>
      url.includes("slow") ? new Promise(() => undefined) : answer(200, DOCUMENT),
    );
    await documents.get("http://fast/", query);
    void documents.get("http://slow/", query);
    await expect(documents.get("http://fast/", query)).resolves.toMatchObject({ status: 200 });
  });

  it("protocol §4.9 FIX: two who ask at once for a URL without a document, or an unreachable one, share one GET", async () => {
    const failure = new TransportError("CONNECT_FAILED", "refused", { method: "GET", url: "http://h/" });
    for (const reply of [() => answer(404), () => Promise.reject(failure)]) {
      const { documents, asked } = cache(reply);
      await Promise.all([documents.get("http://h/v1/", query), documents.get("http://h/v1", query)]);
      expect(asked).toHaveLength(1);
      expect(asked).not.toHaveLength(2);
    }
  });

  it("protocol §4.2 FIX: junk of every kind is no document and no TypeError", async () => {
    for (const text of [
      "",
      "null",
      '"x"',
      "[]",
      "{}",
      '{"versions":null}',
      '{"versions":{"values":null}}',
      "<html>",
      '{"versions":{"v1":{"odd":true}}}',
      '{"versions":[{"id":{},"links":null,"status":null}]}',
    ]) {
      const { documents } = cache(() => answer(200, text));
      expect((await documents.get("http://h/", query)).entries, text).toBeUndefined();
    }
  });

  it("protocol appendix E: leaves others their document when one caller aborts", async () => {
    const slow = cache(() => new Promise((resolve) => setImmediate(() => resolve(answer(200, DOCUMENT)))));
    const controller = new AbortController();
    const impatient = slow.documents.get("http://h/", { ...query, signal: controller.signal });
    const patient = slow.documents.get("http://h/", query);
    controller.abort(new Error("enough"));
    await expect(impatient).rejects.toThrow("enough");
    await expect(patient).resolves.toMatchObject({ status: 200 });
  });
});

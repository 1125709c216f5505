import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type DocumentShape,
  type ServedDocument,
  type ServiceDocuments,
  serviceDocuments,
} from "../../generated/service-documents.ts";
import { type EmbeddedCloud, startCloud } from "../../src/testing/index.ts";
import { loggedIn, type Reply, type Sent, send } from "./client.ts";

let cloud: EmbeddedCloud;
let as: (path: string, sent?: Sent) => Promise<Reply>;
beforeAll(async () => {
  cloud = await startCloud();
  as = await loggedIn(cloud);
});
afterAll(() => cloud.close());

const entry = { id: expect.any(String) };
const SHAPES: Readonly<Record<Exclude<DocumentShape, "listing" | "missing">, unknown>> = {
  versions: { versions: expect.arrayContaining([expect.objectContaining(entry)]) },
  values: { versions: { values: expect.arrayContaining([expect.objectContaining(entry)]) } },
  version: { version: expect.objectContaining(entry) },
  bare: expect.objectContaining({ ...entry, links: expect.any(Array) }),
  "bare-version": expect.objectContaining({ ...entry, version: expect.objectContaining(entry) }),
  array: [expect.objectContaining({ ...entry, link: expect.any(Object) })],
  elements: { links: expect.any(Array), elements: expect.arrayContaining([expect.objectContaining(entry)]) },
  resources: { resources: expect.anything() },
  uri: { uri: expect.stringMatching(/^http:/) },
  string: expect.stringMatching(/^v\d/),
  "version-string": { version: expect.stringMatching(/^\d/), links: expect.any(Array) },
};

const documents = serviceDocuments.flatMap((service) =>
  [service.root, service.versioned]
    .filter((document) => document !== null && document.shape !== "listing")
    .map((document): [string, string, ServedDocument] => [
      service.type,
      document?.path ?? "",
      document as ServedDocument,
    ]),
);

describe("version documents", () => {
  it.each(documents)("%s answers %s as its facts say", async (type, path, document) => {
    const open = await send(`${cloud.url}/${type}${path}`);
    if (document.authenticated) expect(open.status).toBe(401);
    const reply = document.authenticated ? await as(`/${type}${path}`) : open;
    expect(reply.status).toBe(document.status);
    if (document.shape !== "missing" && document.shape !== "listing") {
      expect(reply.json()).toEqual(SHAPES[document.shape]);
    }
  });

  it.each(serviceDocuments.filter(({ root }) => root?.shape === "versions"))(
    "$type lists its versions in order, with status and range",
    async (service) => {
      const { versions } = (await as(`/${service.type}/`)).json() as { versions: Record<string, unknown>[] };
      expect(versions.map(({ id, status }) => [id, status])).toEqual(
        service.versions.map(({ id, status }) => [id, status]),
      );
      const ranged = service.versions.filter((version) => version.microversions).map(({ id }) => id);
      const { min, max, maxField = "version" } = service.microversions ?? {};
      expect(versions.filter((version) => version[maxField]).map(({ id }) => id)).toEqual(ranged);
      for (const version of versions.filter(({ id }) => ranged.includes(String(id)))) {
        expect([version.min_version, version[maxField]]).toEqual([min, max]);
      }
    },
  );

  it("Nova's entry without microversions has empty ones", async () => {
    const { versions } = (await send(`${cloud.url}/compute/`)).json();
    expect(versions).toContainEqual(expect.objectContaining({ id: "v2.0", version: "", min_version: "" }));
  });

  it.each([
    ["compute", "absolute", (url: string) => `${url}/compute/v2.1/`],
    ["accelerator", "host", (url: string) => `${url}/v2/`],
    ["message", "path", () => "/v2/"],
    ["placement", "empty", () => ""],
  ])("%s writes self links the %s way", async (type, _style, href) => {
    const { versions } = (await send(`${cloud.url}/${type}/`)).json() as { versions: { links: { href: string }[] }[] };
    expect(versions.at(-1)?.links[0]?.href).toBe(href(cloud.url));
  });

  it("Keystone leads from its root to /v3/", async () => {
    const reply = await send(`${cloud.authUrl}/`);
    expect(reply.headers.location).toBe(`${cloud.authUrl}/v3/`);
  });

  it("Barbican tells its range only to who asks with a newer microversion", async () => {
    const url = `${cloud.url}/key-manager/`;
    const plain = (await send(url)).json();
    expect(plain).toMatchObject({ versions: { values: [{ id: "v1", status: "stable" }] } });
    expect(JSON.stringify(plain)).not.toContain("max_version");
    const asked = await send(url, { headers: { "openstack-api-version": "key-manager latest" } });
    expect(asked.json()).toMatchObject({ versions: [{ id: "v1", status: "CURRENT", max_version: "1.2" }] });
  });

  it("answers a root without its slash too", async () => {
    expect((await send(`${cloud.url}/compute`)).json()).toEqual((await send(`${cloud.url}/compute/`)).json());
  });
});

describe("what is nowhere", () => {
  const others = serviceDocuments.filter(({ type }) => type !== "identity");

  it.each(others.map((service): [string, ServiceDocuments] => [service.type, service]))(
    "%s wants a token first, then says 404 in its own shape",
    async (type, service) => {
      const path = `/${type}/v99/nowhere`;
      expect((await send(`${cloud.url}${path}`)).status).toBe(401);
      const reply = await as(path, { headers: { accept: "application/json" } });
      expect(reply.status).toBe(404);
      if (!["html", "plain"].includes(service.errors)) expect(reply.json()).toEqual(expect.any(Object));
    },
  );

  it.each([
    ["compute", { itemNotFound: { code: 404, message: expect.any(String) } }],
    ["network", { NeutronError: { type: "HTTPNotFound", message: expect.any(String), detail: "" } }],
    ["baremetal", { error_message: expect.stringContaining('"faultstring"') }],
    ["load-balancer", { faultcode: "Client", faultstring: expect.any(String), debuginfo: null }],
    ["image", { code: "404 Not Found", title: "Not Found", message: expect.any(String) }],
    ["key-manager", { code: 404, title: "Not Found", description: expect.any(String) }],
    ["placement", { errors: [expect.objectContaining({ status: 404, title: "Not Found" })] }],
    ["orchestration", expect.objectContaining({ error: expect.objectContaining({ traceback: null }) })],
    ["dns", expect.objectContaining({ code: 404, type: "not_found", request_id: expect.stringMatching(/^req-/) })],
  ])("%s says it like the real one", async (type, body) => {
    const reply = await as(`/${type}/v99/nowhere`, { headers: { accept: "application/json" } });
    expect(reply.json()).toEqual(body);
  });

  it("is answered as 404 outside every service too", async () => {
    expect((await send(`${cloud.url}/nothing/here`)).status).toBe(404);
  });

  it("Glance answers in HTML unless asked for JSON", async () => {
    const reply = await as("/image/v2/images/none");
    expect(reply.headers["content-type"]).toContain("text/html");
    expect(reply.text).toContain("<title>404 Not Found</title>");
  });
});

import { describe, expect, it } from "vitest";
import { readErrorText } from "../../src/errors/message.ts";
import { codeOfStatus } from "../../src/errors/status.ts";

const json = (body: unknown) => readErrorText(body, "application/json");

describe("protocol §6.3 FIX: the message of", () => {
  it.each([
    [
      "keystone",
      { error: { code: 404, message: "Could not find project: x.", title: "Not Found" } },
      { message: "Could not find project: x.", code: 404 },
    ],
    [
      "nova, cinder, manila, trove",
      { itemNotFound: { code: 404, message: "Instance x could not be found." } },
      { message: "Instance x could not be found.", code: "itemNotFound" },
    ],
    [
      "nova's limit",
      { overLimit: { code: 413, message: "Too many", details: "Only 10 a minute", retryAfter: "7" } },
      { message: "Too many", code: "overLimit" },
    ],
    [
      "neutron",
      { NeutronError: { type: "NetworkNotFound", message: "Network x could not be found.", detail: "" } },
      { message: "Network x could not be found.", code: "NetworkNotFound" },
    ],
    ["old neutron", { NeutronError: "Quota exceeded" }, { message: "Quota exceeded", code: "NeutronError" }],
    [
      "neutron for what it has not",
      { NotImplementedError: { type: "NotImplementedError", message: "No.", detail: "" } },
      { message: "No.", code: "NotImplementedError" },
    ],
    [
      "tacker",
      { TackerError: { type: "VNFNotFound", message: "VNF x", detail: "" } },
      { message: "VNF x", code: "VNFNotFound" },
    ],
    [
      "ironic, which puts JSON into a string",
      { error_message: '{"faultcode": "Client", "faultstring": "Node x could not be found.", "debuginfo": null}' },
      { message: "Node x could not be found.", code: "Client" },
    ],
    [
      "new ironic and aodh",
      { error_message: { faultcode: "Client", faultstring: "Alarm x not found", debuginfo: null } },
      { message: "Alarm x not found", code: "Client" },
    ],
    ["cyborg", { error_message: "Device not found" }, { message: "Device not found" }],
    [
      "octavia and mistral (WSME)",
      { faultcode: "Client", faultstring: "Not Found", debuginfo: null },
      { message: "Not Found", code: "Client" },
    ],
    [
      "placement (API-SIG)",
      {
        errors: [
          {
            status: 404,
            title: "Not Found",
            code: "placement.undefined_code",
            detail: "The resource could not be found.\n\n No provider x  ",
            request_id: "req-1",
          },
        ],
      },
      {
        message: "The resource could not be found. No provider x",
        code: "placement.undefined_code",
        requestId: "req-1",
      },
    ],
    [
      "magnum (API-SIG) with an empty detail",
      { errors: [{ code: "client", title: "Cluster x could not be found", detail: "", status: 404, links: [] }] },
      { message: "Cluster x could not be found", code: "client" },
    ],
    [
      "heat",
      {
        code: 404,
        title: "Not Found",
        explanation: "The resource could not be found.",
        error: { message: "The Stack (x) could not be found.", traceback: null, type: "EntityNotFound" },
      },
      { message: "The Stack (x) could not be found.", code: "EntityNotFound" },
    ],
    [
      "heat without a message",
      { code: 500, title: "Oops", explanation: "It failed.", error: { type: "Bug", traceback: null } },
      { message: "It failed.", code: 500 },
    ],
    [
      "designate",
      { code: 404, type: "zone_not_found", message: "Could not find Zone", request_id: "req-2" },
      { message: "Could not find Zone", code: "zone_not_found", requestId: "req-2" },
    ],
    [
      "designate's report",
      {
        code: 400,
        type: "invalid_object",
        errors: { errors: [{ message: "'x' is not a 'domainname'", path: ["name"] }] },
      },
      { message: "'x' is not a 'domainname'", code: "invalid_object" },
    ],
    [
      "barbican",
      { code: 404, title: "Not Found", description: "Secret not found." },
      { message: "Secret not found.", code: 404 },
    ],
    ["zaqar and freezer (falcon)", { title: "Not found", description: "Queue x" }, { message: "Queue x" }],
    ["falcon with a title alone", { title: "404 Not Found" }, { message: "404 Not Found" }],
    [
      "gnocchi",
      { code: 404, title: "Not Found", description: { cause: "Metric not found", detail: "x" } },
      { message: "Metric not found: x", code: 404 },
    ],
    [
      "glance (WebOb)",
      { message: "No image found with ID x<br /><br />\n\n\n", code: "404 Not Found", title: "Not Found" },
      { message: "No image found with ID x" },
    ],
    [
      "an identity provider (OAuth)",
      { error: "invalid_client", error_description: "Client authentication failed" },
      { message: "Client authentication failed", code: "invalid_client" },
    ],
    [
      "an identity provider of few words",
      { error: "invalid_grant" },
      { message: "invalid_grant", code: "invalid_grant" },
    ],
    [
      "sahara and blazar",
      { error_code: 404, error_message: "Cluster x not found", error_name: "NOT_FOUND" },
      { message: "Cluster x not found", code: "NOT_FOUND" },
    ],
    ["blazar", { error: 404, error_message: "lease not found" }, { message: "lease not found", code: 404 }],
    ["congress", { error: { message: "No policy x", error_code: 404 } }, { message: "No policy x", code: 404 }],
    ["a fault without a code", { error_message: { faultstring: "It failed" } }, { message: "It failed" }],
    ["adjutant", { errors: ["No such task."] }, { message: "No such task." }],
    [
      "adjutant's forms",
      { errors: { email: ["This field is required."], roles: ["Unknown role."] } },
      { message: "email: This field is required.; roles: Unknown role." },
    ],
    [
      "tacker (problem+json)",
      { type: "about:blank", title: "Conflict", status: 409, detail: "VNF is instantiated" },
      { message: "VNF is instantiated" },
    ],
    ["a list of texts", ["first", "second"], { message: "first" }],
    ["a list of errors", [{ message: "one" }, { message: "two" }], { message: "one" }],
  ])("%s", (_, body, expected) => {
    expect(json(body)).toEqual(expected);
    expect(readErrorText(JSON.stringify(body), "application/problem+json")).toEqual(expected);
  });

  it("swift, an HTML page", () => {
    const page = "<html><h1>Forbidden</h1><p>Access was denied to this resource.</p></html>";
    const { message } = readErrorText(page, "text/html; charset=UTF-8");
    expect(message).toBe("Forbidden: Access was denied to this resource.");
    expect(message).not.toContain("<");
  });

  it("glance, an HTML page with bare text, each text once", () => {
    const page = `<html>
 <head>
  <title>404 Not Found</title>
  <style>h1 { color: red }</style><script>alert("<p>no</p>")</script>
 </head>
 <body><!-- <p>hidden</p> -->
  <h1>404 Not Found</h1>
  No image with ID &#39;a&#x20;b&#39; &amp; &lt;c&gt;&nbsp;found&unknown;<br /><br />
 </body>
</html>`;
    expect(readErrorText(page, undefined).message).toBe("404 Not Found: No image with ID 'a b' & <c> found&unknown;");
  });

  it("a proxy, an HTML page", () => {
    const page =
      "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body></html>";
    expect(readErrorText(page, "text/html").message).toBe("502 Bad Gateway: nginx");
  });

  it("a portal, the first lines of its HTML page", () => {
    const page = `<html>${Array.from({ length: 20 }, (_, line) => `<p>line ${line}</p>`).join("")}</html>`;
    expect(readErrorText(page, "text/html").message).toBe("line 0: line 1: line 2: line 3: line 4: line 5");
  });

  it("a page with a character that does not exist", () => {
    expect(readErrorText("<h1>No &#x110000; &#9999999; &#x1F600;</h1>", "text/html").message).toBe(
      "No &#x110000; &#9999999; 😀",
    );
  });

  it("swift, a plain text", () => {
    expect(readErrorText("Bad swift path\r\n", "text/plain").message).toBe("Bad swift path");
    expect(readErrorText("<urlopen error [Errno 111] refused>", "text/plain").message).toBe(
      "<urlopen error [Errno 111] refused>",
    );
  });

  it("ec2-api, XML", () => {
    const body = `<?xml version="1.0"?>
<Response><Errors><Error><Code>InvalidInstanceID.NotFound</Code><Message>No &lt;i-1&gt;</Message></Error></Errors>
<RequestID>req-3</RequestID></Response>`;
    const expected = { message: "No <i-1>", code: "InvalidInstanceID.NotFound", requestId: "req-3" };
    expect(readErrorText(body, "text/xml")).toEqual(expected);
    expect(readErrorText(body, undefined)).toEqual(expected);
  });

  it("XML that names nothing is the text in it", () => {
    expect(readErrorText("<oops><why>broken</why></oops>", "application/xml").message).toBe("broken");
  });
});

describe("readErrorText", () => {
  it.each([
    undefined,
    null,
    true,
    3,
    Number.NaN,
    10n,
    Symbol("x"),
    () => "x",
    "",
    " \r\n\t",
    "<html></html>",
    "[]",
    "{}",
    [],
    {},
    [[], {}, null],
    { error: null },
    { error: {} },
    { error: "" },
    { error: 500 },
    { errors: [] },
    { errors: {} },
    { errors: [null, 7, {}] },
    { errors: "" },
    { message: null },
    { message: {} },
    { description: { cause: 7, detail: null } },
    { error_message: "{}" },
    { servers: [] },
    { nodes: { count: 3 } },
    new Date(0),
    new Uint8Array(4),
    Object.create(null),
  ])("finds nothing in %s", (junk) => {
    expect(readErrorText(junk, "application/json")).toEqual({ message: undefined });
  });

  it("takes broken JSON for a text", () => {
    expect(json('{"error": {"message": "cut of').message).toBe('{"error": {"message": "cut of');
    expect(json({ error_message: "{not json}" }).message).toBe("{not json}");
  });

  it("puts the message on one line, without control characters", () => {
    expect(json({ message: "  a\r\n\tb\u0000\u001b[31m  c " }).message).toBe("a b [31m c");
  });

  it("strips known HTML tags alone from a message", () => {
    expect(json({ message: "<p>Invalid <b>type</b></p> <uuid> is < 3" }).message).toBe("Invalid type <uuid> is < 3");
  });

  it("cuts long messages off, and not inside a character", () => {
    expect(json({ message: "x".repeat(5_000) }).message).toBe(`${"x".repeat(999)}…`);
    expect(json({ message: `${"x".repeat(998)}${"😀".repeat(9)}` }).message).toBe(`${"x".repeat(998)}…`);
    expect(json({ message: "x".repeat(1_000) }).message).toHaveLength(1_000);
  });

  it("takes no unprintable or endless request id", () => {
    for (const id of ["req 1", "req-1\n", "x".repeat(201), "", 7]) {
      expect(json({ message: "m", request_id: id })).toEqual({ message: "m" });
    }
  });

  it("gives up on what is nested deeper than any service nests", () => {
    let body: unknown = { message: "deep" };
    for (let depth = 0; depth < 50_000; depth++) body = depth % 2 === 0 ? { error: body } : [body];
    expect(json(body).message).toBeUndefined();
    const ring: Record<string, unknown> = { code: 1 };
    ring.error = ring;
    ring.errors = [ring, ring];
    expect(json(ring).message).toBeUndefined();
  });

  it("is quick with pages made to be slow", () => {
    const pages = ["<script", "<!--", "<", "<p ", "&#", "<h1>".repeat(3), "\n "].map(
      (part) => `<html>${part.repeat(500_000)}`,
    );
    const start = performance.now();
    for (const page of pages) readErrorText(page, "text/html");
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});

describe("codeOfStatus", () => {
  it("X14: 410 is not found, and not an invalid input", () => {
    expect(codeOfStatus(410)).toBe("NOT_FOUND");
    expect(codeOfStatus(410)).not.toBe("BAD_REQUEST");
  });

  it("has a code for every other status", () => {
    expect([400, 418, 499, 500, 507, 503].map(codeOfStatus)).toEqual([
      "BAD_REQUEST",
      "CLIENT_ERROR",
      "CLIENT_ERROR",
      "SERVER_ERROR",
      "SERVER_ERROR",
      "SERVICE_UNAVAILABLE",
    ]);
  });
});

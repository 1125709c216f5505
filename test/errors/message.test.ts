import { describe, expect, it } from "vitest";
import { readErrorText } from "../../src/errors/message.ts";
import { MESSAGES } from "./messages.ts";

const json = (body: unknown) => readErrorText(body, "application/json");

describe("protocol §6.3 FIX: the message of", () => {
  it.each(MESSAGES)("%s", (_, body, expected) => {
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

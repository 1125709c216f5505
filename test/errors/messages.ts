import type { ErrorText } from "../../src/errors/message.ts";

/** Whose error, its JSON, and what is read in it. */
export const MESSAGES: readonly (readonly [who: string, body: unknown, expected: ErrorText])[] = [
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
];

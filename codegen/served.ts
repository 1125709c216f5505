/**
 * What a version document looks like.
 *
 * - versions: `{ versions: [...] }`; values: `{ versions: { values: [...] } }`; version: `{ version: {...} }`
 * - bare: the entry itself without an envelope; a service whose versioned document is no hint for discovery gives only id and links there
 * - bare-version: such an entry, with the complete one in its `version`
 * - array: a bare list whose entries have one `link`; elements: `{ links, elements: [...] }`
 * - resources: `{ resources: ... }`; uri: `{ uri }`; string: a JSON string; version-string: `{ version: "1.0", links }`; none is a version document
 * - listing: the list of what the service holds; missing: nothing is routed there
 */
export type DocumentShape =
  | "versions"
  | "values"
  | "version"
  | "bare"
  | "bare-version"
  | "array"
  | "elements"
  | "resources"
  | "uri"
  | "string"
  | "version-string"
  | "listing"
  | "missing";

/** How self links are written: host: absolute without the mount prefix; path: from the host's root; empty: an empty reference; none: no self link. */
export type LinkStyle = "absolute" | "host" | "path" | "empty" | "none";

/** The shape of a service's error bodies. */
export type ErrorShape =
  | "keystone"
  | "fault"
  | "neutron"
  | "error-message-string"
  | "error-message"
  | "wsme"
  | "errors"
  | "heat"
  | "designate"
  | "description"
  | "webob"
  | "html"
  | "falcon"
  | "sahara"
  | "plain";

/** One document that a server routes. */
export interface ServedDocument {
  /** Below the service's root. */
  readonly path: string;
  readonly status: number;
  readonly shape: DocumentShape;
  /** Whether a token is needed. */
  readonly authenticated: boolean;
}

/** One entry of a version document. */
export interface ServedVersion {
  readonly id: string;
  /** Where its self link leads, below the service's root. */
  readonly path: string;
  readonly status: string | null;
  /** Whether the entry tells the microversion range. */
  readonly microversions: boolean;
}

/** Names of the response headers; the token that their values carry, null: the bare version. */
export interface AnswerHeaders {
  readonly applied: string | null;
  readonly min: string | null;
  readonly max: string | null;
  /** In the value of `applied`. */
  readonly token: string | null;
  /** In the values of `min` and `max`. */
  readonly rangeToken: string | null;
}

/** How a server handles microversions. */
export interface ServedMicroversions {
  readonly min: string;
  readonly max: string;
  /** The document's field for the maximum. */
  readonly maxField: "version" | "max_version";
  /** How OpenStack-API-Version is read: with a token, as the bare version, or not at all. */
  readonly header: "typed" | "bare" | "none";
  readonly tokens: readonly string[];
  readonly legacy: readonly string[];
  readonly answers: AnswerHeaders;
  /** Status for a version out of range. */
  readonly outOfRange: number;
  /** Status for a malformed version; 200: it is ignored and the default used. */
  readonly malformed: number;
  /** What a header for other services only does: the default version, or an error. */
  readonly foreign: "default" | 400 | 406;
  /** The version used when none is asked for. */
  readonly absent: "min" | "max";
  readonly latest: boolean;
  /** The lowest microversion that makes the document tell its range. */
  readonly askWith: string | null;
}

/** What a server of one service answers; the embedded cloud imitates it. */
export interface ServiceDocuments {
  readonly type: string;
  readonly project: string;
  readonly port: number | null;
  /** The type or alias under which deployments register it. */
  readonly catalogType: string;
  /** Below the service's root, with {project_id}. */
  readonly catalogPath: string;
  readonly root: ServedDocument | null;
  readonly versioned: ServedDocument | null;
  readonly versions: readonly ServedVersion[];
  readonly links: LinkStyle;
  readonly microversions: ServedMicroversions | null;
  readonly errors: ErrorShape;
  readonly requestIdHeader: string;
}

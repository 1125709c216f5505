/** Headers of what is stored. */
export type Headers = Readonly<Record<string, string>>;

/** An object as it is kept. */
export interface StoredObject {
  readonly data: Uint8Array;
  readonly etag: string;
  readonly type: string;
  readonly stored: number;
  /** Of large objects: paths of what they are made of. */
  readonly segments?: readonly string[];
  metadata: Headers;
}

/** A container with its objects. */
export interface Container {
  readonly objects: Map<string, StoredObject>;
  readonly created: number;
  metadata: Headers;
}

/** All that one project has stored. */
export interface Account {
  readonly containers: Map<string, Container>;
  readonly created: number;
  metadata: Headers;
}

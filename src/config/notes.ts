/** Something about a configuration that its owner should know and that keeps nothing from working. */
export interface ConfigNote {
  readonly code:
    | "READABLE_SECRET"
    | "PLAINTEXT_SECRET"
    | "VENDOR_HOOK"
    | "UNKNOWN_PROFILE"
    | "DEPRECATED_PROFILE"
    | "DEPRECATED_KEY"
    | "MISSPELT_KEY"
    | "UNUSED_KEY";
  readonly message: string;
  /** The key it is about. */
  readonly key: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
}

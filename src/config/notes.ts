// More than anybody reads, and than any channel should be sent.
const MOST = 50;

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
    | "UNUSED_KEY"
    | "MORE_NOTES";
  readonly message: string;
  /** The key it is about. */
  readonly key: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
}

/** The notes, or the first of them and one that says how many more there are. */
export function limited(notes: readonly ConfigNote[]): readonly ConfigNote[] {
  const [next] = notes.slice(MOST);
  if (next === undefined) return notes;
  const message = `${notes.length - MOST} more notes are left out, the first of them about ${next.key}.`;
  return [...notes.slice(0, MOST), { ...next, code: "MORE_NOTES", message }];
}

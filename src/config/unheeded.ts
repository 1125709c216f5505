import { isRecord } from "../errors/record.ts";
import { SERVICE_NAMES, serviceKey } from "./keys.ts";
import { entryOf, type Layer, says } from "./layers.ts";
import { nearest } from "./nearest.ts";
import type { ConfigNote } from "./notes.ts";
import { note } from "./review.ts";
import type { Settings } from "./settings.ts";

/** That the settings hold something the peers know and that has no effect here, of the whole cloud or of one service. */
export function unheededNotes(settings: Settings, layer: Layer): readonly ConfigNote[] {
  // Not read, because it is not in effect.
  const said = settings.keys.filter((key) => says(layer.values, key));
  const unused = said.flatMap((key) => {
    const why = reason(key);
    return why === undefined ? [] : [note(settings, "UNUSED_KEY", { key, message: `${key} is not used: ${why}.` })];
  });
  return [...unused, ...["rate_limit", "concurrency"].flatMap((key) => limitNotes(key, settings, layer))];
}

function reason(key: string): string | undefined {
  const what = serviceKey(key)?.what ?? key;
  return what === "connect_retry_delay" ? "the wait grows from one attempt to the next" : undefined;
}

/** A limit holds for whatever type a program asks for, so an unknown one may be meant. */
function limitNotes(key: string, settings: Settings, layer: Layer): readonly ConfigNote[] {
  const limit = entryOf(layer.values, key);
  const names = isRecord(limit) ? Object.keys(limit) : [];
  return names.flatMap((name) => {
    const written = name.replaceAll("-", "_");
    if (SERVICE_NAMES.has(written)) return [];
    const like = nearest(written, SERVICE_NAMES.keys());
    const hint = like === undefined ? "it holds only for just that type" : `did you mean ${like}?`;
    const message = `"${name}" in ${key} is no service type known here; ${hint}${like === undefined ? "." : ""}`;
    return [note(settings, "MISSPELT_KEY", { key, message })];
  });
}

import { SLOW, STRANGE } from "./answer-rows.ts";
import { CLOUD } from "./cloud-rows.ts";
import { BROKEN, CONNECTING } from "./connection-rows.ts";
import { PROXIES } from "./proxy-rows.ts";
import { REDIRECTS } from "./redirect-rows.ts";
import type { FaultGroup } from "./row.ts";
import { LARGE } from "./size-rows.ts";
import { STATUS } from "./status-rows.ts";
import { LEFTOVERS, UPLOADS } from "./upload-rows.ts";

/** Every fault that is tried. */
export const MATRIX: readonly FaultGroup[] = [
  CONNECTING,
  BROKEN,
  SLOW,
  STRANGE,
  LARGE,
  UPLOADS,
  LEFTOVERS,
  STATUS,
  REDIRECTS,
  PROXIES,
  CLOUD,
];

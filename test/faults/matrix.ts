import { SLOW, STRANGE } from "./answer-rows.ts";
import { BROKEN, CONNECTING } from "./connection-rows.ts";
import { REDIRECTS } from "./redirect-rows.ts";
import type { FaultGroup } from "./row.ts";
import { STATUS } from "./status-rows.ts";

/** Every fault that is tried. */
export const MATRIX: readonly FaultGroup[] = [CONNECTING, BROKEN, STRANGE, SLOW, STATUS, REDIRECTS];

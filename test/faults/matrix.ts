import { SLOW, STRANGE } from "./answer-rows.ts";
import { CLOUD } from "./cloud-rows.ts";
import { BROKEN, CONNECTING } from "./connection-rows.ts";
import { REDIRECTS } from "./redirect-rows.ts";
import type { FaultGroup } from "./row.ts";
import { LARGE } from "./size-rows.ts";
import { STATUS } from "./status-rows.ts";

/** Every fault that is tried. */
export const MATRIX: readonly FaultGroup[] = [CONNECTING, BROKEN, SLOW, STRANGE, LARGE, STATUS, REDIRECTS, CLOUD];

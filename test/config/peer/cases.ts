import { BROKEN, BROKEN_FILES } from "./broken.ts";
import type { Case } from "./case.ts";
import { CONNECTION, SECTIONS } from "./connection.ts";
import { ENVIRONMENT } from "./environment.ts";
import { CHOICES, PROFILES, SECURE } from "./files.ts";
import { DOMAIN_WORDS, FACTORS, LOGINS, SPELLINGS } from "./logins.ts";
import { PLACES, REGIONS, SERVICES } from "./places.ts";
import { SCOPES, VERSIONS, WRITTEN } from "./values.ts";

/** Every configuration that is compared with the peer. */
export const CASES: readonly Case[] = [
  ...LOGINS,
  ...DOMAIN_WORDS,
  ...SPELLINGS,
  ...FACTORS,
  ...PLACES,
  ...REGIONS,
  ...SERVICES,
  ...CONNECTION,
  ...SECTIONS,
  ...ENVIRONMENT,
  ...PROFILES,
  ...SECURE,
  ...CHOICES,
  ...SCOPES,
  ...WRITTEN,
  ...VERSIONS,
  ...BROKEN,
  ...BROKEN_FILES,
];

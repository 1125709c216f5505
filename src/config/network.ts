import { printedAs } from "../redaction/printed.ts";
import { redactUrl } from "../redaction/url.ts";
import type { AddressFamily, ProxyOptions } from "../transport/agent.ts";
import { type Layer, layerOf } from "./layers.ts";
import type { Settings } from "./settings.ts";
import { type Surroundings, variable } from "./surroundings.ts";

/** Proxies in the variables that all programs know, lower case first: they hold where no file names one. */
export function proxyLayer(around: Surroundings): Layer {
  const found = ["http_proxy", "https_proxy", "no_proxy"].flatMap((key) => {
    const names = [key, key.toUpperCase(), ...(key === "no_proxy" ? [] : ["all_proxy", "ALL_PROXY"])];
    const name = names.find((one) => variable(around, one) !== undefined);
    return name === undefined ? [] : [{ key, name }];
  });
  const names = new Map(found.map(({ key, name }) => [key, name]));
  const values = Object.fromEntries(found.map(({ key, name }) => [key, variable(around, name)]));
  return layerOf(values, ([key = ""]) => ({ kind: "variable", name: names.get(key) ?? key }));
}

/**
 * Reads `http_proxy`, `https_proxy` and `no_proxy`.
 *
 * @throws ConfigError (`INVALID_VALUE`) for a proxy that is no http(s) address.
 */
export function proxyOf(settings: Settings): ProxyOptions | undefined {
  const [http, https] = ["http", "https"].map((scheme) => proxyFor(scheme, settings));
  if (http === undefined && https === undefined) return undefined;
  const none = settings.text("no_proxy");
  const given = (one: typeof http, other: typeof https): ProxyOptions => ({
    ...(one === undefined ? {} : { http: one }),
    ...(other === undefined ? {} : { https: other }),
    ...(none === undefined ? {} : { none }),
  });
  return printedAs(given(http, https), given(http && redactUrl(http), https && redactUrl(https)));
}

/**
 * Reads `force_ipv4` and `prefer_ipv6`; false there has always meant no IPv6 at all.
 *
 * @throws ConfigError (`INVALID_VALUE`) for a switch that is none.
 */
export function familyOf(settings: Settings): AddressFamily | undefined {
  const [force, prefer] = [settings.flag("force_ipv4"), settings.flag("prefer_ipv6")];
  if (force === true || prefer === false) return "ipv4";
  if (force === undefined) settings.assume("force_ipv4", "false");
  return prefer === true ? "prefer-ipv6" : undefined;
}

function proxyFor(scheme: string, settings: Settings): string | undefined {
  const url = settings.text(`${scheme}_proxy`);
  if (url === undefined) return undefined;
  const written = /^[a-z][a-z\d+.-]*:\/\//i.test(url) ? url : `http://${url}`;
  if (isProxy(written)) return written;
  throw settings.invalid(`${scheme}_proxy`, "it must be an http or https address");
}

/** A user behind the host is one whose scheme or host is not what was meant, and would be shown. */
function isProxy(written: string): boolean {
  if (!/^https?:/i.test(written) || !URL.canParse(written)) return false;
  const { pathname, search, hash } = new URL(written);
  return !`${pathname}${search}${hash}`.includes("@");
}

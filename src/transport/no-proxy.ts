import { BlockList, isIP } from "node:net";

const DEFAULT_PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

/**
 * Whether an address is reached without a proxy: what Python's requests reaches so, and what can be meant by nothing else.
 *
 * @param none names, suffixes, addresses and networks, each but a network perhaps with ":port", with commas between; or "*".
 */
export function bypasses(none: string, url: URL): boolean {
  if (none.trim() === "*") return true;
  const host = bare(url.hostname);
  const port = url.port || DEFAULT_PORTS[url.protocol];
  const entries = none.toLowerCase().split(/[\s,]+/);
  return entries.some((entry) => {
    const [, name = entry, itsPort = port] = (isIP(entry) === 0 && /^([^/]*):(\d+)$/.exec(entry)) || [];
    return itsPort === port && covers(bare(name), host);
  });
}

function covers(name: string, host: string): boolean {
  if (name === "") return false;
  return host === name || host.endsWith(`.${name}`) || inNetwork(name, host);
}

/** A network of no bits is none; a single address is the network of all its bits. */
function inNetwork(name: string, host: string): boolean {
  const [, network = name, length] = /^([^/]*)\/(\d+)$/.exec(name) ?? [];
  const version = isIP(network);
  if (version === 0 || version !== isIP(host)) return false;
  const [family, most] = version === 4 ? (["ipv4", 32] as const) : (["ipv6", 128] as const);
  const bits = Number(length ?? most);
  if (bits < 1 || bits > most) return false;
  const list = new BlockList();
  list.addSubnet(network, bits, family);
  return list.check(host, family);
}

/** Without the brackets of IPv6, the dots or "*." of a suffix, and the dot after a whole name. */
function bare(name: string): string {
  return name
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/^(?:\*?\.+)/, "")
    .replace(/\.$/, "");
}

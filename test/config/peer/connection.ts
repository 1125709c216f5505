import { Authority } from "../../faults/certificates.ts";
import { type Case, clouds, each, PLAIN } from "./case.ts";

const { cert: PEM, key: KEY } = new Authority().issue({ hosts: ["me"] });

export const CONNECTION: readonly Case[] = [
  ...each("connection", {
    timeout: [PLAIN, "api_timeout: 12"],
    "timeout of a service": [PLAIN, "compute_timeout: 7"],
    "verify false": [PLAIN, "verify: false"],
    "verify no": [PLAIN, "verify: no"],
    insecure: [PLAIN, "insecure: true"],
    "insecure beats verify": [PLAIN, "insecure: true", "verify: true"],
    "insecure without the certificate it names": [PLAIN, "insecure: true", "cacert: /no/such/file"],
    "verify as text": [PLAIN, "verify: 'false'"],
    "insecure yes as text": [PLAIN, "insecure: 'yes'"],
    "insecure with a number": [PLAIN, "insecure: 1"],
    force_ipv4: [PLAIN, "force_ipv4: true"],
    "prefer_ipv6 false": [PLAIN, "prefer_ipv6: false"],
    "prefer_ipv6 true": [PLAIN, "prefer_ipv6: true"],
  }),
  ...[
    ["cacert: ca.pem"],
    ["cacert: ca.pem", "verify: false"],
    ["verify: ./ca.pem"],
    ["verify: ./none.pem", "cacert: ca.pem"],
    ["cert: c.pem", "key: k.pem"],
    ["cert: c.pem"],
  ].map((lines) => ({
    name: `connection: ${lines.join(", ")}`,
    files: { "clouds.yaml": clouds(PLAIN, ...lines), "ca.pem": PEM, "c.pem": PEM, "k.pem": KEY },
    cloud: "a",
  })),
];

/** Sections that hold for every cloud of the files. */
export const SECTIONS: readonly Case[] = [
  ["force_ipv4: true", undefined],
  ["broken-ipv6: true", undefined],
  ["prefer_ipv6: false", undefined],
  ["broken-ipv6: true", "force_ipv4: false"],
  ["force_ipv4: false", "force_ipv4: true"],
].map(([open, secure]) => ({
  name: `client section: ${open}${secure === undefined ? "" : `, in secure.yaml ${secure}`}`,
  files: {
    "clouds.yaml": `client: {${open}}\n${clouds(PLAIN)}`,
    ...(secure === undefined ? {} : { "secure.yaml": `client: {${secure}}\n` }),
  },
  cloud: "a",
}));

import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** What a TLS server needs. PEM texts. */
export interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
}

/** What a certificate says. */
export interface CertificateOptions {
  /** Names the server goes by. */
  readonly hosts: readonly string[];
  readonly from?: Date;
  readonly until?: Date;
}

const ECDSA_WITH_SHA256 = "2a8648ce3d040302";
const COMMON_NAME = "550403";
const BASIC_CONSTRAINTS = "551d13";
const ALTERNATIVE_NAME = "551d11";
const [LAST_CENTURY, NEXT_CENTURY] = [new Date("1999-01-01T00:00:00Z"), new Date("2120-01-01T00:00:00Z")];

/** A certificate authority that lives as long as the test. */
export class Authority {
  readonly #keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  readonly #name = distinguishedName("Authority of the tests");
  readonly cert: string;

  constructor() {
    this.cert = this.#signed({ subject: this.#name, key: this.#keys.publicKey, extensions: [AUTHORITY] });
  }

  /** A certificate for a server, with a new key. */
  issue({ hosts, from, until }: CertificateOptions): ServerCertificate {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const subject = distinguishedName(hosts[0] ?? "");
    const cert = this.#signed({ subject, key: publicKey, extensions: [alternativeNames(hosts)], from, until });
    return { cert, key: privateKey.export({ type: "pkcs8", format: "pem" }).toString() };
  }

  #signed(content: {
    readonly subject: Buffer;
    readonly key: KeyObject;
    readonly extensions: readonly Buffer[];
    readonly from?: Date | undefined;
    readonly until?: Date | undefined;
  }): string {
    const { subject, key, extensions, from = LAST_CENTURY, until = NEXT_CENTURY } = content;
    const algorithm = sequence(oid(ECDSA_WITH_SHA256));
    const body = sequence(
      tlv(0xa0, integer(2)),
      integer(Math.floor(Math.random() * 2 ** 30) + 1),
      algorithm,
      this.#name,
      sequence(time(from), time(until)),
      subject,
      key.export({ type: "spki", format: "der" }),
      tlv(0xa3, sequence(...extensions)),
    );
    const signature = sign("sha256", body, this.#keys.privateKey);
    const der = sequence(body, algorithm, tlv(0x03, Buffer.from([0]), signature));
    return `-----BEGIN CERTIFICATE-----\n${der.toString("base64").replace(/.{1,64}/g, "$&\n")}-----END CERTIFICATE-----\n`;
  }
}

const AUTHORITY = sequence(oid(BASIC_CONSTRAINTS), tlv(0x04, sequence(tlv(0x01, Buffer.from([0xff])))));

function alternativeNames(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) =>
    /^[\d.]+$/.test(host) ? tlv(0x87, Buffer.from(host.split(".").map(Number))) : tlv(0x82, Buffer.from(host)),
  );
  return sequence(oid(ALTERNATIVE_NAME), tlv(0x04, sequence(...names)));
}

function distinguishedName(name: string): Buffer {
  return sequence(tlv(0x31, sequence(oid(COMMON_NAME), tlv(0x0c, Buffer.from(name)))));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tlv(0x30, ...parts);
}

function oid(hex: string): Buffer {
  return tlv(0x06, Buffer.from(hex, "hex"));
}

/** A number below 2 ** 31. */
function integer(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  const start = bytes.findIndex((byte) => byte !== 0);
  const short = bytes.subarray(start < 0 ? 3 : start);
  return tlv(0x02, (short[0] ?? 0) > 0x7f ? Buffer.concat([Buffer.from([0]), short]) : short);
}

function time(date: Date): Buffer {
  return tlv(0x18, Buffer.from(`${date.toISOString().replace(/[-:T]|\.\d+/g, "")}`));
}

/** ASN.1's tag, length, value. */
function tlv(tag: number, ...parts: readonly Buffer[]): Buffer {
  const value = Buffer.concat(parts);
  const { length } = value;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), value]);
}

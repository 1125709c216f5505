import { createHmac, randomBytes } from "node:crypto";
import { connect, unique } from "./cloud.ts";

/** A user made for one test file, with a role on the administrator's project. */
export interface Person {
  readonly userId: string;
  readonly name: string;
  readonly password: string;
  readonly projectId: string;
}

type Created<K extends string> = { readonly [Key in K]: { readonly id: string } };

/** Makes a user who is a member of the administrator's project; `options` are Keystone's own. */
export async function person(options: object = {}): Promise<Person> {
  const session = connect();
  const identity = session.adapter("identity");
  const projectId = (await session.authenticate()).project?.id ?? "";
  const [name, password] = [unique("person"), unique("password")];
  const { user } = await identity
    .post("/users", { json: { user: { name, password, domain_id: "default", options } } })
    .json<Created<"user">>();
  const path = { projectId, userId: user.id, roleId: await roleId("member") };
  await identity.put("/projects/{projectId}/users/{userId}/roles/{roleId}", { path });
  return { userId: user.id, name, password, projectId };
}

/** The id of a role. */
export async function roleId(name: string): Promise<string> {
  const { roles } = await connect()
    .adapter("identity")
    .get("/roles", { query: { name } })
    .json<{ roles: { id: string }[] }>();
  return roles[0]?.id ?? "";
}

/** Gives a user an authenticator; what comes back shows its code. */
export async function authenticator(userId: string): Promise<() => string> {
  const key = randomBytes(20);
  const credential = { type: "totp", user_id: userId, blob: base32(key) };
  await connect().adapter("identity").post("/credentials", { json: { credential } });
  return () => passcode(key, Date.now());
}

/** RFC 6238: six digits, thirty seconds, SHA-1. */
function passcode(key: Buffer, epochMs: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(epochMs / 30_000)));
  const digest = createHmac("sha1", key).update(counter).digest();
  const at = (digest.at(-1) ?? 0) & 0xf;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const letters = bits.match(/.{5}/g) ?? [];
  return letters.map((five) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[Number.parseInt(five, 2)]).join("");
}

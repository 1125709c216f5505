import { namedCloud } from "../../src/config/choose.ts";
import type { CloudConfig } from "../../src/config/cloud.ts";
import { Authority } from "../faults/certificates.ts";
import { machine } from "./surroundings.ts";

const { cert, key } = new Authority().issue({ hosts: ["me"] });

export const PEM: string = cert;
export const FILES: Readonly<Record<string, string>> = {
  "/home/u/ca.pem": PEM,
  "/here/rel.pem": PEM,
  "/both.pem": PEM + key,
  "/not.pem": "hello",
};

export function read(text: string, env: Record<string, string> = {}): Promise<CloudConfig> {
  const indented = text.split("\n").map((line) => `    ${line}`);
  const clouds = `clouds:\n  a:\n${indented.join("\n")}\n`;
  return namedCloud(machine(env, { ...FILES, "/here/clouds.yaml": clouds }), { cloud: "a" });
}

export const login = (auth: string): string => `auth: {auth_url: "https://k.example", ${auth}}`;
export const user = "username: u, password: p, user_domain_id: default";

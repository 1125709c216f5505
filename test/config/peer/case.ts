/** One configuration that both libraries read. */
export interface Case {
  readonly name: string;
  /** Files of the working directory. */
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly cloud?: string;
  readonly region?: string;
}

export const URL3 = "https://k.example/v3";
export const USER = "username: u, password: p";
export const DOMAINS = "user_domain_name: Default, project_domain_name: Default";

/** A clouds.yaml with one cloud "a". */
export function clouds(...lines: readonly string[]): string {
  return `clouds:\n  a:\n${lines.map((line) => `    ${line}\n`).join("")}`;
}

/** The login, with this inside. */
export const auth = (inside: string): string => `auth: {auth_url: "${URL3}"${inside && `, ${inside}`}}`;

/** A login that nothing is wrong with. */
export const PLAIN: string = auth(`${USER}, project_name: web, ${DOMAINS}`);

/** Cases of one clouds.yaml each, by name. */
export function each(prefix: string, list: Readonly<Record<string, readonly string[] | string>>): readonly Case[] {
  return Object.entries(list).map(([name, lines]) => ({
    name: `${prefix}: ${name}`,
    files: { "clouds.yaml": typeof lines === "string" ? clouds(lines) : clouds(...lines) },
    cloud: "a",
  }));
}

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { loadConfig, type ServiceReport } from "../../src/index.ts";
import { AUTH_URL, cloudsYaml, connect } from "./support/cloud.ts";

const run = promisify(execFile);

/** Asks Debian's openstack client. */
function openstack<T>(...args: readonly string[]): Promise<T> {
  return openstackWith<T>({ ...process.env, OS_CLIENT_CONFIG_FILE: cloudsYaml, OS_CLOUD: "real" }, args);
}

async function openstackWith<T>(env: NodeJS.ProcessEnv, args: readonly string[]): Promise<T> {
  const { stdout } = await run("/usr/bin/openstack", [...args, "-f", "json"], { env, maxBuffer: 10_000_000 });
  return JSON.parse(stdout) as T;
}

interface PeerService {
  readonly Name: string;
  readonly Type: string;
  readonly Endpoints: readonly { readonly region_id: string; readonly interface: string; readonly url: string }[];
}

interface PeerVersion {
  readonly "Region Name": string;
  readonly "Service Type": string;
  readonly Version: string | null;
  readonly Status: string;
  readonly Endpoint: string;
  readonly "Min Microversion": string | null;
  readonly "Max Microversion": string | null;
}

/**
 * Barbican tells its range only to requests that name a version, which the client's command cannot: its library is asked
 * with the header that goes with ours.
 */
async function picky(): Promise<readonly PeerVersion[]> {
  const program = `
import json
from keystoneauth1 import session
from keystoneauth1.identity import v3
auth = v3.Password(auth_url="${AUTH_URL}", username="admin", password="secret", user_domain_name="Default",
                   project_name="admin", project_domain_name="Default")
asking = session.Session(auth, additional_headers={"OpenStack-API-Version": "key-manager 1.1"})
found = asking.get_all_version_data(interface="public", service_type="key-manager")
print(json.dumps([{"Region Name": region, "Service Type": service, "Version": data["version"],
    "Status": data["status"], "Endpoint": data["url"], "Min Microversion": data["min_microversion"],
    "Max Microversion": data["max_microversion"]}
    for region, faces in found.items() for services in faces.values()
    for service, versions in services.items() for data in versions]))
`;
  const { stdout } = await run("/usr/bin/python3", ["-c", program]);
  return JSON.parse(stdout) as readonly PeerVersion[];
}

interface Row {
  readonly region: string | undefined;
  readonly service: string;
  readonly version: string | undefined;
  readonly status: string | undefined;
  readonly url: string;
  readonly min: string | undefined;
  readonly max: string | undefined;
}

/** What a report says of each version. */
function rowsOf({ region, service, versions }: ServiceReport): readonly Row[] {
  return versions.map(({ version, status, url, microversions }) => {
    return { region, service, version, status, url, min: microversions?.min, max: microversions?.max };
  });
}

function row(parts: readonly (string | null | undefined)[]): string {
  return parts.map((part) => part ?? "").join(" | ");
}

function peerRow(entry: PeerVersion): string {
  return row([
    entry["Region Name"],
    entry["Service Type"],
    entry.Version,
    entry.Status,
    bare(entry.Endpoint),
    entry["Min Microversion"],
    entry["Max Microversion"],
  ]);
}

const bare = (url: string): string => url.replace(/\/+$/, "");

describe("compared with the openstack client", () => {
  it("variables without domains log in to the same project", async () => {
    const env = {
      OS_AUTH_URL: AUTH_URL,
      OS_IDENTITY_API_VERSION: "3",
      OS_USERNAME: "admin",
      OS_PASSWORD: "secret",
      OS_PROJECT_NAME: "admin",
    };
    const nowhere = { PATH: process.env.PATH ?? "", HOME: "/nonexistent" };
    const { project_id: theirs } = await openstackWith<{ project_id: string }>({ ...nowhere, ...env }, [
      "token",
      "issue",
    ]);
    const session = connect(await loadConfig({ env, files: {}, published: {} }));
    expect((await session.authenticate()).project?.id).toBe(theirs);
  });

  it("has the same catalog, endpoint by endpoint", async () => {
    const theirs = (await openstack<readonly PeerService[]>("catalog", "list")).flatMap((service) =>
      service.Endpoints.map((endpoint) =>
        row([service.Type, service.Name, endpoint.region_id, endpoint.interface, endpoint.url]),
      ),
    );
    const ours = (await connect().catalog()).flatMap((service) =>
      service.endpoints.map((endpoint) =>
        row([service.type, service.name, endpoint.region, endpoint.interface, endpoint.url]),
      ),
    );
    expect(ours.length).toBeGreaterThan(60);
    expect([...ours].sort()).toEqual([...theirs].sort());
  }, 60_000);

  it("has the same versions, row by row", async () => {
    const shown = await openstack<readonly PeerVersion[]>("versions", "show");
    const theirs = [...shown.filter((entry) => entry["Service Type"] !== "key-manager"), ...(await picky())].map(
      peerRow,
    );
    const reports = (await connect({ region: undefined }).versions()).map((report) => {
      return [`${report.region} ${report.service}`, rowsOf(report)] as const;
    });
    // Cinder is in the catalog twice, as block-storage and volumev3; the peer too keeps the later one.
    const ours = [...new Map(reports).values()]
      .flat()
      .map(({ region, service, version, status, url, min, max }) =>
        row([region, service, version, status, bare(url), min, max]),
      );
    expect(ours.length).toBeGreaterThan(40);
    expect([...ours].sort()).toEqual([...theirs].sort());
  }, 120_000);
});

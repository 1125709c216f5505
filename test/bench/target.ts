import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Something that answers faster than any client asks. */
export interface Target extends AsyncDisposable {
  readonly url: string;
  /** "nginx", or the Node processes that stand in for it. */
  readonly kind: string;
}

const NGINX = "/usr/sbin/nginx";
export const GIBIBYTE: number = 2 ** 30;

/** Starts nginx with fixed answers, or Node processes where it is not installed. */
export async function startTarget(): Promise<Target> {
  const folder = await mkdtemp(join(tmpdir(), "osauth-bench-"));
  await writeAnswers(join(folder, "www", "v2.1"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await writeFile(join(folder, "nginx.conf"), configuration(folder, port));
  const started =
    (await tried(spawn(NGINX, ["-p", folder, "-c", join(folder, "nginx.conf")], { stdio: "ignore" }), url)) ??
    (await tried(spawn(process.execPath, [stand(), folder, String(port)], { stdio: "ignore" }), url));
  if (started === undefined) throw new Error("nothing would serve the fixed answers");
  return {
    url,
    kind: started.spawnfile === NGINX ? "nginx" : "Node",
    [Symbol.asyncDispose]: async () => {
      const ended = new Promise((resolve) => started.once("exit", resolve));
      started.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A page of compute's list, as long as the budget table says, and a single server. */
async function writeAnswers(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const server = (index: number): object => ({
    id: `6a2f0c1e-9f0a-4d0c-8d2e-${String(index).padStart(12, "0")}`,
    name: `server-${index}`,
    status: "ACTIVE",
    flavor: { id: "m1.small" },
    metadata: { role: "web" },
    created: "2026-01-01T00:00:00Z",
  });
  await writeFile(join(folder, "list"), JSON.stringify({ servers: Array.from({ length: 48 }, (_, i) => server(i)) }));
  await writeFile(join(folder, "small"), '{"server":{"id":"6a2f0c1e-9f0a","status":"ACTIVE"}}');
  const large = await open(join(folder, "large"), "w");
  await large.truncate(GIBIBYTE);
  await large.close();
}

/** Its workers run as who started it, since nobody else may read the folder. */
function configuration(folder: string, port: number): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${join(folder, name)};`,
  );
  return `
user ${userInfo().username}; worker_processes 1; daemon off; pid ${join(folder, "pid")}; error_log stderr crit;
events { worker_connections 4096; }
http {
  access_log off; keepalive_requests 1000000000; default_type application/json; sendfile on; tcp_nodelay on;
  open_file_cache max=100; ${temporary.join(" ")}
  server { listen 127.0.0.1:${port}; root ${join(folder, "www")}; }
}
`;
}

function stand(): string {
  return fileURLToPath(new URL("node-target.js", import.meta.url));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function tried(child: ChildProcess, url: string): Promise<ChildProcess | undefined> {
  let gone = false;
  child.once("error", () => {
    gone = true;
  });
  child.once("exit", () => {
    gone = true;
  });
  for (let waited = 0; waited < 5_000 && !gone; waited += 50) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const answered = await fetch(`${url}/v2.1/small`).catch(() => undefined);
    if (answered?.ok) return child;
  }
  child.kill();
  return undefined;
}

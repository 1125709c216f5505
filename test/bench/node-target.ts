// Stands in for nginx where that is not installed: as many processes as there are processors share one port.
import cluster from "node:cluster";
import { createReadStream, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { availableParallelism } from "node:os";
import { join } from "node:path";

const [folder = "", port = ""] = process.argv.slice(2);

if (cluster.isPrimary) {
  for (let i = 0; i < availableParallelism(); i++) cluster.fork();
  process.once("SIGTERM", () => cluster.disconnect(() => process.exit()));
} else {
  const files = new Map(
    ["list", "small"].map((name) => [`/v2.1/${name}`, readFileSync(join(folder, "www/v2.1", name))]),
  );
  const large = join(folder, "www/v2.1/large");
  createServer((request, response) => {
    const body = files.get(request.url ?? "");
    if (body !== undefined) {
      response.writeHead(200, { "content-type": "application/json", "content-length": body.length }).end(body);
      return;
    }
    response.writeHead(200, { "content-length": statSync(large).size });
    createReadStream(large).pipe(response);
  }).listen(Number(port), "127.0.0.1");
}

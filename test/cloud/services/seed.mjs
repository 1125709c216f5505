// Fills a bootstrapped keystone: projects, users, roles, a second region and the catalog. Usage: seed.mjs AUTH-URL
const identity = process.argv[2];

const CATALOG = [
  ["placement", "placement", 8778, ""],
  ["image", "glance", 9292, ""],
  ["block-storage", "cinder", 8776, "/v3/%(project_id)s"],
  ["volumev3", "cinderv3", 8776, "/v3/%(project_id)s"],
  ["compute", "nova", 8774, "/v2.1"],
  ["network", "neutron", 9696, ""],
  ["baremetal", "ironic", 6385, ""],
  ["sharev2", "manila", 8786, "/v2"],
  ["key-manager", "barbican", 9311, ""],
  ["object-store", "swift", 8080, "/v1/AUTH_%(project_id)s"],
];

const login = await fetch(`${identity}/auth/tokens`, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({
    auth: {
      identity: {
        methods: ["password"],
        password: { user: { name: "admin", password: "secret", domain: { id: "default" } } },
      },
      scope: { project: { name: "admin", domain: { id: "default" } } },
    },
  }),
});
const token = login.headers.get("x-subject-token");
const admin = (await login.json()).token.user.id;

async function call(method, path, body) {
  const answer = await fetch(identity + path, {
    method,
    headers: { "x-auth-token": token, "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}

async function create(kind, fields) {
  return (await call("POST", `/${kind}s`, { [kind]: fields }))[kind].id;
}

async function role(name) {
  const { roles } = await call("GET", `/roles?name=${name}`);
  return roles[0]?.id ?? (await create("role", { name }));
}

const service = await create("project", { name: "service", domain_id: "default" });
const demo = await create("project", { name: "demo", domain_id: "default" });
const serviceUser = await create("user", { name: "service", password: "servicesecret", domain_id: "default" });
const demoUser = await create("user", { name: "demo", password: "demosecret", domain_id: "default" });
for (const name of ["admin", "service"]) {
  await call("PUT", `/projects/${service}/users/${serviceUser}/roles/${await role(name)}`);
}
await call("PUT", `/projects/${demo}/users/${demoUser}/roles/${await role("member")}`);
await call("PUT", `/domains/default/users/${admin}/roles/${await role("admin")}`);

await create("region", { id: "RegionTwo" });
for (const [type, name, port, path] of CATALOG) {
  const id = await create("service", { type, name });
  for (const region of ["RegionOne", "RegionTwo"]) {
    for (const interfaceName of ["public", "internal", "admin"]) {
      const host = interfaceName === "internal" ? "localhost" : "127.0.0.1";
      const url = `http://${host}:${port}${path}`;
      await create("endpoint", { service_id: id, interface: interfaceName, region_id: region, url });
    }
  }
}

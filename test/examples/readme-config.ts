import { loadConfig, Session } from "osauth";

const config = await loadConfig({ explain: true });
for (const { key, value, source } of config.values) console.log(key, value, source);
for (const { code, message } of config.notes) console.warn(code, message);

const session = new Session(config);
try {
  for (const project of await session.projects()) {
    const { roles } = await session.withScope({ project }).authenticate();
    console.log(project.name, "as", roles.map(({ name }) => name).join(", "));
  }
} finally {
  await session.close();
}

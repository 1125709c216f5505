import { fileTokenStore, Session } from "osauth";

const session = await Session.connect({ tokenStore: fileTokenStore() });
try {
  const { user, expiresAt } = await session.authenticate();
  console.log(user?.name, "until", expiresAt?.toISOString());
} finally {
  await session.close();
}

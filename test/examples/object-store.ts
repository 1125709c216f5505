// Makes a container, puts a JSON object into it, reads it back and removes both.
import { Session } from "osauth";

const session = await Session.connect();
try {
  const store = session.adapter("object-store");
  const container = `example-${process.pid}`;
  await store.put([container]);
  await store.put([container, "answers/first #1.json"], { json: { answer: 42 } });
  const { answer } = await store.get([container, "answers/first #1.json"]).json<{ answer: number }>();
  console.log(`the answer is ${answer}`);
  await store.delete([container, "answers/first #1.json"]);
  await store.delete([container]);
} finally {
  await session.close();
}

// Lists images with their visibility; values nobody has heard of yet are kept.
import { Session } from "osauth";

type Visibility = "public" | "private" | "shared" | "community" | (string & {});

interface ImageList {
  readonly images: readonly { readonly id: string; readonly name: string | null; readonly visibility: Visibility }[];
}

const session = await Session.connect();
try {
  const { images } = await session
    .adapter("image")
    .get("/images", { query: { limit: 100 } })
    .json<ImageList>();
  for (const { id, name, visibility } of images) console.log(`${id} ${name ?? "-"} ${visibility}`);
  console.log(`${images.length} images`);
} finally {
  await session.close();
}

import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Page } from "playwright-core";

/** What a picture in a guide may weigh, bytes. */
const PICTURE_BYTES = 60_000;

/** Keeps what a page shows as a WebP picture, as good as its bytes allow. */
export async function takePicture(page: Page, folder: string, name: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const session = await page.context().newCDPSession(page);
  try {
    for (const quality of [85, 60, 35]) {
      const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality });
      const bytes = Buffer.from(data, "base64");
      if (bytes.length > PICTURE_BYTES && quality > 35) continue;
      await writeFile(join(folder, `${name}.webp`), bytes);
      return;
    }
  } finally {
    await session.detach();
  }
}

/** A page of the newcomer's own, on an origin of its own, with the one tag that the console shows. */
export async function serveOwnPage(host: string, writeKey: string): Promise<{ url: string; close: () => void }> {
  const page = `<!doctype html><title>My shop</title>
<script src="${host}/rapport.js" data-write-key="${writeKey}" async></script>
<button id="buy">Buy</button>
<script>
  window.rapport = window.rapport || [];
  document.getElementById("buy").onclick = function () {
    rapport.push(["track", "Product Viewed", { product_id: "arc-reading-lamp", price: 189 }]);
  };
</script>`;
  const server = createServer((_, answer) => answer.setHeader("content-type", "text/html").end(page));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // as: it listens on a port, not on a pipe
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

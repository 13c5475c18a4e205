import { readFile } from "node:fs/promises";
import type { Server } from "node:http";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES: Record<string, string> = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript" };

/**
 * A site of its own, as a customer's is: the files of a folder, with `/` as index.html.
 * @param replace texts of HTML pages that a host application fills in, e.g. the address of the server and the key
 */
export async function serveFiles(
  folder: string,
  replace: Record<string, string> = {},
): Promise<{ origin: string; close: () => void }> {
  const server: Server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://site.test").pathname).replace(/\/$/, "/index.html");
    readFile(join(folder, path), "utf8").then(
      (text) => {
        const filled = Object.entries(replace).reduce((all, [from, to]) => all.replaceAll(from, to), text);
        response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" }).end(filled);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The site has no address");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

import { createServer } from "node:http";
import { build } from "esbuild";

/** A page of another origin than the server's, as a customer's is, with an official client on `globalThis`. */
export async function serveClientPage(from: string, name: string): Promise<{ origin: string; close: () => void }> {
  const bundle = await build({
    stdin: {
      contents: `import { ${name} } from ${JSON.stringify(from)}; globalThis.${name} = ${name};`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
    logLevel: "error",
  });
  const script = bundle.outputFiles[0]?.text ?? "";
  const server = createServer((request, response) => {
    if (request.url === "/client.js") response.writeHead(200, { "content-type": "text/javascript" }).end(script);
    else if (request.url === "/favicon.ico") response.writeHead(204).end();
    else {
      const html = '<!doctype html><meta charset="utf-8"><title>Host</title><script src="/client.js"></script>';
      response.writeHead(200, { "content-type": "text/html" }).end(html);
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The page has no address");
  return { origin: `http://127.0.0.1:${address.port}`, close: () => server.close() };
}

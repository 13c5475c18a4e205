import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { runDocs } from "./run-docs.ts";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

function repositoryWith(page: string): string {
  const root = mkdtempSync(join(tmpdir(), "rapport-docs-"));
  cleanups.push(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, "docs"));
  writeFileSync(join(root, "docs/page.md"), page);
  return root;
}

/** Answers 400 below /bad, 200 elsewhere, and keeps what it was sent. */
async function startServer(): Promise<{ url: string; seen: string[] }> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.url} ${request.headers.authorization}`);
    response.statusCode = request.url === "/bad" ? 400 : 200;
    response.end("answer\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => server.close());
  // listen() without a path gives an AddressInfo, never a pipe's name.
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, seen };
}

const KEYS = { writeKey: "pk_real", secretKey: "sk_real" };

test("blocks tagged run reach the given server with the given keys, others do not run", async () => {
  const { url, seen } = await startServer();
  const root = repositoryWith(
    [
      "```bash run",
      'curl http://localhost:8787/shell -H "authorization: sk_your_key"',
      "```",
      "```ts run",
      'const answer: Response = await fetch("http://localhost:8787/script", { headers: { authorization: "pk_your_key" } });',
      "console.log(await answer.text());",
      "```",
      "```bash",
      "exit 1",
      "```",
    ].join("\n"),
  );
  expect(await runDocs(url, KEYS, root)).toEqual([
    { file: "docs/page.md", line: 2, ok: true, output: "answer\n" },
    { file: "docs/page.md", line: 5, ok: true, output: expect.stringContaining("answer") },
  ]);
  expect(seen).toEqual(["/shell sk_real", "/script pk_real"]);
});

test("an HTTP error, a failing command and a thrown error fail their block", async () => {
  const { url } = await startServer();
  const fence = (language: string, code: string) => `\`\`\`${language} run\n${code}\n\`\`\`\n`;
  const root = repositoryWith(
    fence("bash", "curl http://localhost:1/bad") +
      fence("bash", "false\necho never") +
      fence("ts", 'throw new Error("no");'),
  );
  const runs = await runDocs(url, KEYS, root);
  expect(runs.map(({ ok }) => ok)).toEqual([false, false, false]);
  expect(runs[0]?.output).toContain("400");
  expect(runs[1]?.output).not.toContain("never");
  expect(runs[2]?.output).toContain("Error: no");
});

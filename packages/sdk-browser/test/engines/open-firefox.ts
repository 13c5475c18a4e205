import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectBidi } from "./connect-bidi.ts";
import type { Engine } from "./engine.ts";
import { wrapSource } from "./engine.ts";
import { startProgram } from "./start-program.ts";

/** A headless Firefox, driven by WebDriver BiDi, which it speaks by itself. */
export async function openFirefox(command: string): Promise<Engine> {
  const profile = await mkdtemp(join(tmpdir(), "rapport-firefox-"));
  const args = ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port=0", "about:blank"];
  const program = await startProgram(command, args, /BiDi listening on (ws:\S+)/);
  const { call, close } = await connectBidi(`${program.match[1]}/session`);
  const { capabilities } = await call("session.new", { capabilities: {} });
  return {
    name: `Firefox ${String(capabilities?.browserVersion).split(".")[0]}`,
    async open() {
      const { context } = await call("browsingContext.create", { type: "tab" });
      return {
        go: async (url) => void (await call("browsingContext.navigate", { context, url, wait: "complete" })),
        async run(source) {
          const expression = wrapSource(source);
          const answer = await call("script.evaluate", { expression, target: { context }, awaitPromise: true });
          if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.text);
          return JSON.parse(String(answer.result?.value));
        },
        close: async () => void (await call("browsingContext.close", { context })),
      };
    },
    async end() {
      close();
      await program.end();
      await rm(profile, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

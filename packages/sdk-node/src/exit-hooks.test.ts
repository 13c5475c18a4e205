import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ScriptProcess } from "../test/run-process.ts";
import { TrackingServer } from "../test/tracking-server.ts";

const server = new TrackingServer();
beforeEach(() => server.start());
afterEach(async () => {
  await server.stop();
  server.requests.length = 0;
  server.messages.length = 0;
  server.fault = undefined;
});

const ENTRY = JSON.stringify(new URL("./index.ts", import.meta.url).href);

/** Makes a client, queues 100 events that only an exit can send, says "ready" and then does what the test wants. */
function start(rest: string, options = ""): ScriptProcess {
  return new ScriptProcess(`
    import { Rapport } from ${ENTRY};
    const makeClient = () => {
      const client = new Rapport({ writeKey: "pk", host: ${JSON.stringify(server.host)}, flushIntervalMs: 60000,
        onError: (error) => console.log(error.code, error.messageIds.length), ${options} });
      return client;
    };
    const track = (client) => { for (let i = 0; i < 100; i++) client.track({ userId: "u", event: "Event " + i }); };
    const client = makeClient();
    track(client);
    ${rest}
    console.log("ready");`);
}

const STAY = "setInterval(() => {}, 1000);";

describe.each(["SIGTERM", "SIGINT"] as const)("%s", (signal) => {
  test("delivers the queue, then ends the process by the signal, as without the client", async () => {
    const script = start(STAY);
    await script.untilOutput("ready");
    script.child.kill(signal);
    expect(await script.ended).toEqual({ code: null, signal, output: "ready\n" });
    expect(server.messages).toHaveLength(100);
  });

  test("with a handler of the host: the events are delivered, and the end is the host's", async () => {
    const script = start(`${STAY}
      process.once(${JSON.stringify(signal)}, () => setTimeout(() => {
        client.track({ userId: "u", event: "Drained" });
        client.flush().then(() => process.exit(7));
      }, 300));`);
    await script.untilOutput("ready");
    script.child.kill(signal);
    expect(await script.ended).toMatchObject({ code: 7, signal: null });
    expect(server.messages).toHaveLength(101);
  });
});

test("a signal ends the process only when every client has delivered", async () => {
  server.fault = (response, request) => {
    setTimeout(() => server.acknowledge(response, request), 30 * server.requests.length);
    return true;
  };
  const script = start(`${STAY} const other = makeClient(); track(other); const third = makeClient(); track(third);`);
  await script.untilOutput("ready");
  script.child.kill("SIGTERM");
  expect(await script.ended).toMatchObject({ signal: "SIGTERM" });
  expect(server.messages).toHaveLength(300);
});

test("a second signal ends a process that cannot deliver, and what is lost is said", async () => {
  server.fault = () => "left open";
  const script = start(STAY, "exitTimeoutMs: 60000");
  await script.untilOutput("ready");
  script.child.kill("SIGINT");
  await expect.poll(() => server.requests.length).toBe(1);
  script.child.kill("SIGINT");
  expect(await script.ended).toMatchObject({ signal: "SIGINT", code: null });
});

test("a server that is away delays the end by exitTimeoutMs only, and what is lost is said", async () => {
  await server.stop();
  const script = start(STAY, "exitTimeoutMs: 100");
  await script.untilOutput("ready");
  script.child.kill("SIGTERM");
  const { signal, output } = await script.ended;
  expect(signal).toBe("SIGTERM");
  expect(output).toContain("not_delivered 100");
});

test("flushOnSignals: false leaves signals alone", async () => {
  const script = start(STAY, "flushOnSignals: false");
  await script.untilOutput("ready");
  script.child.kill("SIGTERM");
  expect(await script.ended).toMatchObject({ signal: "SIGTERM" });
  expect(server.messages).toEqual([]);
});

test("process.exit() cannot wait for the network: what is lost is said", async () => {
  const { output } = await start("process.exit(0);").ended;
  expect(output).toBe("not_delivered 100\n");
});

test("after the last answer nothing of the client keeps the process: no timer, no socket", async () => {
  const script = start(`
    await client.flush();
    console.log("active", process.getActiveResourcesInfo().filter((one) => one !== "PipeWrap" && one !== "TTYWrap").join() || "none");`);
  const { code, output } = await script.ended;
  expect(code).toBe(0);
  // The socket is kept for the next request, but does not count: the process ended by itself.
  expect(output).not.toContain("Timeout");
  expect(server.messages).toHaveLength(100);
});

test("a client that was closed leaves no listener behind", async () => {
  const { output } = await start(`
    await client.close();
    for (const name of ["beforeExit", "exit", "SIGTERM", "SIGINT"]) console.log(name, process.listenerCount(name));`)
    .ended;
  expect(output).toBe("beforeExit 0\nexit 0\nSIGTERM 0\nSIGINT 0\nready\n");
});

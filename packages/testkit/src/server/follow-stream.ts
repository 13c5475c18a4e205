import type { LiveMessage } from "@rapport/contracts/events";
import { liveMessageSchema } from "@rapport/contracts/events";
import type { SpawnedServer } from "./spawn-server.ts";

/** A live stream that is being followed. */
export type FollowedStream = {
  /** Everything that has come, with the time of its coming (`performance.now`). */
  received: { message: LiveMessage; atMs: number }[];
  stop: () => void;
};

/** Follows a project's live stream from now on. */
export async function followStream(server: SpawnedServer): Promise<FollowedStream> {
  const abort = new AbortController();
  const response = await fetch(`${server.url}/api/v1/stream`, {
    headers: { Authorization: `Bearer ${server.report.secretKey}` },
    signal: abort.signal,
  });
  if (!response.ok || !response.body) throw new Error(`The stream answered ${response.status}`);
  const received: FollowedStream["received"] = [];
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  // The first chunk says that the server follows: what is sent from now on will come.
  const first = await reader.read();
  void readOn(reader, first.value ?? "", received).catch(() => undefined);
  return { received, stop: () => abort.abort() };
}

async function readOn(
  reader: ReadableStreamDefaultReader<string>,
  begun: string,
  received: FollowedStream["received"],
): Promise<void> {
  let text = begun;
  for (;;) {
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const data = /^data: ?(.*)$/m.exec(block)?.[1];
      if (data) received.push({ message: liveMessageSchema.parse(JSON.parse(data)), atMs: performance.now() });
    }
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
  }
}

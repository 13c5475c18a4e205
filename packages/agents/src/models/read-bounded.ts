import { ModelFailure } from "./model-failure.ts";

/** No answer that we ask for is longer; whoever sends more is broken, or means harm. */
const MAX_BYTES = 4 * 1024 * 1024;

/** The text of an answer as it comes. @throws ModelFailure when it is too long */
async function* readText(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let bytes = 0;
  // Leaving this loop early cancels the body, and with it the connection.
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) throw new ModelFailure("refused", `The answer has more than ${MAX_BYTES} bytes`);
    yield decoder.decode(chunk, { stream: true });
  }
}

/** The whole text. @throws ModelFailure when it is too long */
export async function readWhole(response: Response): Promise<string> {
  let text = "";
  for await (const piece of readText(response)) text += piece;
  return text;
}

/** The data of server-sent events, until `[DONE]` or the end. */
export async function* readEvents(response: Response): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of readText(response)) {
    const lines = (rest + piece).split(/\r?\n/);
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (!line.startsWith("data:")) continue;
      const data = line.slice("data:".length).trim();
      if (data === "[DONE]") return;
      yield data;
    }
  }
}

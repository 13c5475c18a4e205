/** The text of an answer as it comes. */
async function* readText(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  // Leaving this loop early cancels the body, and with it the connection.
  for await (const chunk of response.body ?? []) yield decoder.decode(chunk, { stream: true });
}

/** The whole text. */
export async function readWhole(response: Response): Promise<string> {
  let text = "";
  for await (const piece of readText(response)) text += piece;
  return text;
}

/** What comes last where an answer is whole. */
export const END_OF_EVENTS = "[DONE]";

/** The data of server-sent events. */
export async function* readEvents(response: Response): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of readText(response)) {
    const lines = (rest + piece).split(/\r?\n/);
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (!line.startsWith("data:")) continue;
      yield line.slice("data:".length).trim();
    }
  }
}

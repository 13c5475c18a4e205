/** The answers that are read here, of all commands together. */
type BidiAnswer = {
  capabilities?: { browserVersion: string };
  context?: string;
  result?: { value?: unknown };
  exceptionDetails?: { text: string };
};

type Bidi = { call(method: string, params: object): Promise<BidiAnswer>; close(): void };

/** A session of WebDriver BiDi (W3C) over its WebSocket. A command that fails rejects with the browser's words. */
export async function connectBidi(url: string): Promise<Bidi> {
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error(`No WebDriver BiDi at ${url}`));
  });
  const waiting = new Map<number, (text: { result?: BidiAnswer; error?: string; message?: string }) => void>();
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(String(data));
    waiting.get(message.id)?.(message);
    waiting.delete(message.id);
  };
  let lastId = 0;
  return {
    call: (method, params) =>
      new Promise((resolve, reject) => {
        const id = ++lastId;
        waiting.set(id, ({ result, error, message }) =>
          result ? resolve(result) : reject(new Error(`${method}: ${error}: ${message}`)),
        );
        socket.send(JSON.stringify({ id, method, params }));
      }),
    close: () => socket.close(),
  };
}

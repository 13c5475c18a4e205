/**
 * What a request is read from and answered by: as much of Hono's context as the hot paths need, so that Node's own request
 * and answer can stand in for it.
 */
export type Exchange = {
  req: {
    header: (name: string) => string | undefined;
    query: (name: string) => string | undefined;
    /** The request as the platform gives it; absent where `incoming` is there. */
    raw?: { body: ReadableStream<Uint8Array> | null };
  };
  /** Node's own request, where it is served by Node. */
  env: { incoming?: unknown };
  /** Sets a header of the answer. */
  header: (name: string, value: string) => void;
};

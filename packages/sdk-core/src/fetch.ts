/** What questions need of `fetch`; another way to send, e.g. one that is traced, may stand in for it. */
export type Fetch = (
  url: string,
  init: { method?: string; headers: Record<string, string>; body?: string; signal: AbortSignal },
) => Promise<{ status: number; json(): Promise<unknown> }>;

/** One question to a vendor's package: in words and plain data, since the package may have another copy of the library than we. */
export type VendorCall = {
  messages: ["system" | "human" | "ai", string][];
  maxTokens: number | undefined;
  /** JSON Schema of the answer; absent: plain text. */
  answerSchema: Record<string, unknown> | undefined;
  signal: AbortSignal | undefined;
};

/** What a package answers, read by shape. */
export type VendorMessage = { text: string; usage_metadata?: unknown; tool_calls?: { args: unknown }[] | undefined };

/** A model behind a vendor's own package. */
export type Vendor = {
  generate: (call: VendorCall) => Promise<VendorMessage>;
  stream: (call: VendorCall) => Promise<AsyncIterable<VendorMessage>>;
};

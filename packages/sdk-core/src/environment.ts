/** Time, chance and measures of the place the client runs in; a test passes its own and can replay. */
export type Environment = {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Uniform in [0, 1). */
  random(): number;
  /** A random UUID (version 4), lower case. */
  newUuid(): string;
  /** UTF-8 bytes of a text. */
  byteLength(text: string): number;
  /** Runs once after the delay; the answer cancels it. */
  startTimer(run: () => void, delayMs: number): () => void;
};

/** Why a model gave no usable answer. */
export type ModelFailureKind =
  /** It will not answer this question however often it is asked: a wrong key, a wrong name, an oversized answer. */
  | "refused"
  /** It may answer later. */
  | "passing"
  /** It asked to be left alone for a while. */
  | "rate_limited";

export class ModelFailure extends Error {
  override readonly name = "ModelFailure";
  readonly kind: ModelFailureKind;
  readonly retryAfterMs: number;

  constructor(kind: ModelFailureKind, message: string, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs ?? 0;
  }
}

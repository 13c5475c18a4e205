/** A loss and its derivatives on one training set. */
export type Objective = {
  /** Score that every row starts from. */
  baseScore: number;
  /** Writes gradient and hessian of each row, two floats each. */
  derive(scores: Float64Array, gradients: Float32Array): void;
  /** Replaces the Newton step of a leaf by the exact minimum, where that differs. */
  refitLeaf?(rows: Int32Array, scores: Float64Array): number;
};

import type { BoostingOptions } from "./options.ts";

/** LightGBM's `kEpsilon`: keeps a hessian sum from being zero. */
export const EPSILON = 1e-15;

/** What a leaf sums up to, and what its output may be. */
export type LeafStats = {
  rows: number;
  sumGradient: number;
  sumHessian: number;
  /** Bounds by monotone constraints above it. */
  low: number;
  high: number;
};

/** The best way found to split a leaf. `gain` is what it wins over `minGain`; none was found while it is -Infinity. */
export type Split = {
  gain: number;
  feature: number;
  /** Numeric: bins up to this one go left. */
  bin: number;
  missingLeft: boolean;
  /** Categorical: the bins that go left. */
  leftBins: readonly number[] | undefined;
  leftGradient: number;
  leftHessian: number;
  leftOutput: number;
  rightOutput: number;
};

/** How outputs and gains are computed: the regularisation that holds for one leaf and feature. */
export type GainRule = {
  l1: number;
  l2: number;
  low: number;
  high: number;
  monotone: -1 | 0 | 1;
  /** Neither L1 nor constraints: the short formula holds. */
  isPlain: boolean;
};

export function createSplit(): Split {
  return {
    gain: -Infinity,
    feature: -1,
    bin: 0,
    missingLeft: false,
    leftBins: undefined,
    leftGradient: 0,
    leftHessian: 0,
    leftOutput: 0,
    rightOutput: 0,
  };
}

export function createGainRule(options: BoostingOptions, leaf: LeafStats, monotone: -1 | 0 | 1, l2: number): GainRule {
  const isFree = leaf.low === -Infinity && leaf.high === Infinity && monotone === 0;
  return {
    l1: options.lambdaL1,
    l2,
    low: leaf.low,
    high: leaf.high,
    monotone,
    isPlain: options.lambdaL1 === 0 && isFree,
  };
}

/** Output of a leaf by the Newton step -G / (H + λ₂), with G shrunk by λ₁, within its bounds. */
export function leafOutput(gradient: number, hessian: number, rule: GainRule): number {
  return Math.min(rule.high, Math.max(rule.low, -shrink(gradient, rule.l1) / (hessian + rule.l2)));
}

/** Gain of a leaf that is not bound by constraints: G² / (H + λ₂). */
export function leafGain(gradient: number, hessian: number, l1: number, l2: number): number {
  const shrunk = shrink(gradient, l1);
  return (shrunk * shrunk) / (hessian + l2);
}

/** Gain of both sides together; -Infinity when the outputs break a monotone constraint. */
export function splitGain(
  leftGradient: number,
  leftHessian: number,
  rightGradient: number,
  rightHessian: number,
  rule: GainRule,
): number {
  if (rule.isPlain) {
    return (
      (leftGradient * leftGradient) / (leftHessian + rule.l2) +
      (rightGradient * rightGradient) / (rightHessian + rule.l2)
    );
  }
  const left = leafOutput(leftGradient, leftHessian, rule);
  const right = leafOutput(rightGradient, rightHessian, rule);
  if (rule.monotone * (right - left) < 0) return -Infinity;
  return outputGain(leftGradient, leftHessian, left, rule) + outputGain(rightGradient, rightHessian, right, rule);
}

/** Gain of a leaf whose output is given. */
function outputGain(gradient: number, hessian: number, output: number, rule: GainRule): number {
  return -(2 * shrink(gradient, rule.l1) * output + (hessian + rule.l2) * output * output);
}

function shrink(gradient: number, l1: number): number {
  return l1 === 0 ? gradient : Math.sign(gradient) * Math.max(0, Math.abs(gradient) - l1);
}

import { readFileSync } from "node:fs";

/** What `golden/make_intents.py` wrote. */
type GoldenIntents = {
  calibration: {
    scores: number[];
    labels: number[];
    at: number[];
    isotonic: number[];
    platt: [number, number];
    auc: number;
    logLoss: number;
  };
  purchases: {
    /** Repeats, time of the last one, age. */
    customers: [number, number, number][];
    parameters: [number, number, number, number];
    logLikelihood: number;
    publishedLogLikelihood: number;
    /** Repeats, last, age, horizon, expected purchases. */
    cases: [number, number, number, number, number][];
  };
  spend: { customers: [number, number][]; parameters: [number, number, number] };
};

export function readGoldenIntents(): GoldenIntents {
  // The script beside the file wrote it in this shape.
  return JSON.parse(readFileSync(new URL("../golden/intents.json", import.meta.url), "utf8"));
}

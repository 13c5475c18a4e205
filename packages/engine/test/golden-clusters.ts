import { readFileSync } from "node:fs";

/** One of the sets that `golden/make_clusters.py` wrote. */
export type GoldenClusters = {
  points: Float32Array[];
  minClusterSize: number;
  minSamples: number | undefined;
  labels: number[];
  probabilities: Float64Array;
  /** Points whose answer hangs on the order in which scikit-learn was given them. */
  unsure: number[];
};

type Written = {
  points: string;
  dimensions: number;
  minClusterSize: number;
  minSamples: number | null;
  labels: number[];
  unsure: number[];
  probabilities: string;
};

export function readGoldenClusters(): Record<string, GoldenClusters> {
  // as: the script beside the file wrote it in this shape
  const { sets } = JSON.parse(readFileSync(new URL("../golden/clusters.json", import.meta.url), "utf8")) as {
    sets: Record<string, Written>;
  };
  return Object.fromEntries(Object.entries(sets).map(([name, written]) => [name, readSet(written)]));
}

/** Labels by the order in which clusters are first met: their numbers mean nothing. */
export function canonicalLabels(labels: ArrayLike<number>): number[] {
  const met = new Map<number, number>([[-1, -1]]);
  return Array.from(labels, (label) => {
    const number = met.get(label) ?? met.size - 1;
    met.set(label, number);
    return number;
  });
}

function readSet({ points, dimensions, probabilities, minSamples, ...rest }: Written): GoldenClusters {
  const values = new Float32Array(bytesOf(points));
  return {
    ...rest,
    minSamples: minSamples ?? undefined,
    points: Array.from({ length: values.length / dimensions }, (_, i) =>
      values.slice(i * dimensions, (i + 1) * dimensions),
    ),
    probabilities: new Float64Array(bytesOf(probabilities)),
  };
}

function bytesOf(text: string): ArrayBuffer {
  return Uint8Array.from(Buffer.from(text, "base64")).buffer;
}

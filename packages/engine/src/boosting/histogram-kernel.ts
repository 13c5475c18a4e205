import { buildHistogramModule } from "./histogram-wasm.ts";

/** Features whose bins of one row lie side by side, in one 64-bit word. */
export const GROUP_FEATURES = 8;
/** Bins a feature has room for in a histogram, and floats (sum of gradients, sum of hessians) of each bin. */
export const BIN_SLOTS = 256;
export const SLOT_FLOATS = 2;
/** Floats of the histograms of a group. */
export const GROUP_FLOATS = GROUP_FEATURES * BIN_SLOTS * SLOT_FLOATS;

/**
 * The loop that boosting spends its time in. Adds the gradient and hessian of each listed row to its bin of each of the
 * eight features of a group. All places are bytes from the start of `buffer`: `bins` holds 8 bytes a row, `rows` an int32 per
 * row, `gradients` two floats per listed row (in the order of the list), `histogram` is GROUP_FLOATS doubles.
 */
export type HistogramKernel = {
  readonly buffer: ArrayBuffer;
  addRows(bins: number, rows: number, count: number, gradients: number, histogram: number): void;
};

/** Which kernel to make: by default the fastest that the machine has. Both give the same bits. */
export type KernelChoice = "fastest" | "typescript";

/**
 * A kernel with a buffer of its own. WebAssembly has the two sums of a bin in one 128-bit register and needs no bounds
 * checks; measured against the TypeScript loop in the README.
 */
export function createHistogramKernel(bytes: number, choice: KernelChoice = "fastest"): HistogramKernel {
  return (choice === "fastest" ? createWasmKernel(bytes) : undefined) ?? createScriptKernel(bytes);
}

const WASM_PAGE_BYTES = 65_536;

/** Undefined where WebAssembly or its vectors are missing or forbidden by a content security policy. */
function createWasmKernel(bytes: number): HistogramKernel | undefined {
  try {
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / WASM_PAGE_BYTES) });
    const module = new WebAssembly.Module(buildHistogramModule());
    const { addRows } = new WebAssembly.Instance(module, { env: { memory } }).exports;
    // as: the module exports this one function, with five numbers as its parameters
    return { buffer: memory.buffer, addRows: addRows as HistogramKernel["addRows"] };
  } catch {
    return undefined;
  }
}

function createScriptKernel(bytes: number): HistogramKernel {
  const buffer = new ArrayBuffer(Math.ceil(bytes / 8) * 8);
  const byteView = new Uint8Array(buffer);
  const rowView = new Int32Array(buffer);
  const floatView = new Float32Array(buffer);
  const sumView = new Float64Array(buffer);
  return { buffer, addRows };

  function addRows(bins: number, rows: number, count: number, gradients: number, histogram: number): void {
    const firstRow = rows >>> 2;
    const firstGradient = gradients >>> 2;
    const firstSum = histogram >>> 3;
    for (let index = 0; index < count; index += 1) {
      const gradient = floatView[firstGradient + 2 * index] ?? 0;
      const hessian = floatView[firstGradient + 2 * index + 1] ?? 0;
      const word = bins + (rowView[firstRow + index] ?? 0) * GROUP_FEATURES;
      for (let feature = 0; feature < GROUP_FEATURES; feature += 1) {
        const at = firstSum + (feature * BIN_SLOTS + (byteView[word + feature] ?? 0)) * SLOT_FLOATS;
        sumView[at] = (sumView[at] ?? 0) + gradient;
        sumView[at + 1] = (sumView[at + 1] ?? 0) + hessian;
      }
    }
  }
}

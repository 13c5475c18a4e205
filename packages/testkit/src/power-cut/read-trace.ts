/** One call of the traced process that changed a file, made it durable, or noted something; lines are those of the trace. */
export type TraceCall =
  | { kind: "rename"; begun: number; ended: number }
  | { kind: "write"; begun: number; ended: number; at: number; bytes: Buffer; writtenThrough: boolean }
  | { kind: "sync"; begun: number; ended: number }
  | { kind: "note"; begun: number; ended: number; text: string };

/** As strace 6 writes them with `-f -y -xx`: `pid name(fd<path>, …) = result`, or in two lines when another thread comes between. */
const WHOLE = /^(\d+) +(\w+)\((.*)\) += (-?\d+)/s;
const BEGUN = /^(\d+) +(\w+)\((.*) <unfinished \.\.\.>$/s;
const ENDED = /^(\d+) +<\.\.\. (\w+) resumed>.*\) += (-?\d+)/s;
const DESCRIPTOR = /^(\d+)</;

/**
 * Reads what was done to one data file and one file of notes. The data file may be made under another name and renamed.
 *
 * @throws Error on a call that it does not know how to replay: a picture of the disk that leaves something out proves nothing
 */
export function readTrace(text: string, files: { data: string; madeAs: string; notes: string }): TraceCall[] {
  const [data, notes] = [[toHex(files.data), toHex(files.madeAs)], toHex(files.notes)];
  const state: State = { data, notes, places: new Map(), through: new Set(), calls: [] };
  const begun = new Map<string, { name: string; args: string; line: number }>();
  for (const [line, row] of text.split("\n").entries()) {
    const [, , name = "", args = "", result = ""] = WHOLE.exec(row) ?? [];
    const [, beganPid = "", beganName = "", beganArgs = ""] = BEGUN.exec(row) ?? [];
    const [, endedPid = "", , endedResult = ""] = ENDED.exec(row) ?? [];
    const open = begun.get(endedPid);
    if (name !== "") take(state, { name, args, result: Number(result), begun: line, ended: line });
    else if (beganPid !== "") begun.set(beganPid, { name: beganName, args: beganArgs, line });
    else if (open) {
      begun.delete(endedPid);
      take(state, { name: open.name, args: open.args, result: Number(endedResult), begun: open.line, ended: line });
    }
  }
  // Calls that the end of the process took with it.
  for (const { name, args, line } of begun.values())
    take(state, { name, args, result: 0, begun: line, ended: Number.POSITIVE_INFINITY });
  return state.calls.toSorted((a, b) => a.begun - b.begun);
}

type State = {
  data: readonly string[];
  notes: string;
  /** Where each descriptor of the data file stands, and which are opened to write through. */
  places: Map<string, number>;
  through: Set<string>;
  calls: TraceCall[];
};

type Call = { name: string; args: string; result: number; begun: number; ended: number };

function take(state: State, { name, args, result, begun, ended }: Call): void {
  if (result < 0) return;
  if (name === "openat") {
    if (!state.data.some((path) => args.includes(`"${path}"`))) return;
    state.places.set(String(result), 0);
    if (args.includes("O_DSYNC") || args.includes("O_SYNC")) state.through.add(String(result));
    return;
  }
  if (name.startsWith("rename")) {
    if (args.includes(`"${state.data[0]}"`)) state.calls.push({ kind: "rename", begun, ended });
    return;
  }
  const descriptor = DESCRIPTOR.exec(args)?.[1] ?? "";
  if (args.includes(`<${state.notes}>`)) {
    state.calls.push({ kind: "note", begun, ended, text: bytesIn(args).toString("utf8").trim() });
    return;
  }
  if (!state.data.some((path) => args.includes(`<${path}>`))) return;
  if (name === "lseek") state.places.set(descriptor, result);
  else if (name === "fdatasync" || name === "fsync") state.calls.push({ kind: "sync", begun, ended });
  else state.calls.push({ kind: "write", begun, ended, ...writtenBy(state, name, args, descriptor) });
}

function writtenBy(state: State, name: string, args: string, descriptor: string) {
  const bytes = bytesIn(args);
  const writtenThrough = state.through.has(descriptor);
  if (name === "pwrite64" || name === "pwritev")
    return { at: Number(/, (\d+)$/.exec(args)?.[1]), bytes, writtenThrough };
  if (name !== "write" && name !== "writev") throw new Error(`The trace has ${name}, which is not replayed`);
  const at = state.places.get(descriptor) ?? 0;
  state.places.set(descriptor, at + bytes.length);
  return { at, bytes, writtenThrough };
}

/** All quoted bytes of a call's arguments, after its descriptor. */
function bytesIn(args: string): Buffer {
  const quoted = [...args.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, hex = ""]) => hex.replaceAll("\\x", ""));
  return Buffer.from(quoted.join(""), "hex");
}

function toHex(path: string): string {
  return [...Buffer.from(path)].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
}

import { RapportError } from "@rapport/contracts/errors";
import { deriveMessageId } from "./derive-message-id.ts";
import type { ImportError, ImportPosition, ImportRecord } from "./import-record.ts";

/** Records that stand next to each other in the source: those to send, and those that cannot be. */
export type ImportBatch = {
  messages: { message: Record<string, unknown>; record: ImportRecord }[];
  rejects: { record: ImportRecord; error: ImportError }[];
  /** Where the batch ends in the source. */
  end: ImportPosition;
};

/** Groups records into batches of at most `records` records and `bytes` of JSON, and gives every message its id. */
export async function* batchRecords(
  records: AsyncIterable<ImportRecord>,
  limits: { records: number; bytes: number },
): AsyncGenerator<ImportBatch> {
  let batch: ImportBatch | undefined;
  let bytes = 0;
  for await (const record of records) {
    const prepared = prepare(record);
    const size = "message" in prepared ? Buffer.byteLength(JSON.stringify(prepared.message)) + 1 : 0;
    if (batch !== undefined && (bytes + size > limits.bytes || sizeOf(batch) >= limits.records)) {
      yield batch;
      batch = undefined;
      bytes = 0;
    }
    batch ??= { messages: [], rejects: [], end: { byte: 0, line: 1 } };
    if ("message" in prepared) batch.messages.push({ message: prepared.message, record });
    else
      batch.rejects.push(
        prepared.error.code === "too_deep"
          ? { record: shallow(record), error: prepared.error }
          : { record, error: prepared.error },
      );
    batch.end = { byte: record.endByte, line: record.nextLine };
    bytes += size;
  }
  if (batch !== undefined) yield batch;
}

/** JSON.parse reads any depth, but JSON.stringify runs out of stack: such a record is named by its line only. */
function shallow(record: ImportRecord): ImportRecord {
  return { ...record, value: "(not kept: nested too deep to be written)" };
}

function sizeOf(batch: ImportBatch): number {
  return batch.messages.length + batch.rejects.length;
}

function prepare({ value, error }: ImportRecord): { message: Record<string, unknown> } | { error: ImportError } {
  if (error !== undefined) return { error };
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { error: { code: "not_an_object", path: "", message: "The record is not an object" } };
  }
  const message: Record<string, unknown> = { ...value };
  try {
    message.messageId = deriveMessageId(message);
  } catch (fault) {
    if (!(fault instanceof RapportError)) throw fault;
    return { error: { code: "too_deep", path: "", message: fault.message } };
  }
  return { message };
}

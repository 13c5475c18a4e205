import type { RejectCode } from "@rapport/contracts/errors";

/** A place in a source between two records, from which reading can go on. */
export type ImportPosition = {
  byte: number;
  /** Number of the line that begins here, from 1. */
  line: number;
};

export const IMPORT_START: ImportPosition = { byte: 0, line: 1 };

/** Why a record was not taken; `path` is a JSON pointer into the message. */
export type ImportError = { code: RejectCode; path: string; message: string };

/** One record of a source, or what stood in its place. */
export type ImportRecord = {
  /** What was read; the text as it stands when it could not be read (shortened if long). */
  value: unknown;
  /** Line the record begins on, from 1. */
  line: number;
  /** First byte behind the record and its line end. */
  endByte: number;
  /** Line that begins at `endByte`. */
  nextLine: number;
  error?: ImportError;
};

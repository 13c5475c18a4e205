import type { Writer } from "./writer.ts";

/** The writer of each task, by the task's name; one line each, one file each in `writers/`. */
export const WRITERS: Readonly<Record<string, Writer>> = {};

import { closeSync, ftruncateSync, openSync, rmSync, writeSync } from "node:fs";

/**
 * One append-only file of a spool: a line of JSON per event. A line is written before the call that made the event
 * returns, so that the operating system has it whatever becomes of the process. A line that was not written whole is not
 * JSON and is left out when the file is read.
 */
export class Segment {
  readonly path: string;
  /** Events that nobody has read back yet: they are on disk only. */
  waiting = 0;
  bytes = 0;
  #file: number | undefined;
  #unsettled = 0;
  readonly #onBytes: (change: number) => void;

  /** @param onBytes told how the space that the file takes changes */
  constructor(path: string, onBytes: (change: number) => void) {
    this.path = path;
    this.#onBytes = onBytes;
  }

  /** Takes a file over that another client wrote. */
  adopt(bytes: number, waiting: number): void {
    this.waiting = waiting;
    this.#resize(bytes);
  }

  /** @throws when the disk refuses; the tail of the file may then hold a part of the line */
  append(text: string): void {
    this.#file ??= openSync(this.path, "a");
    const line = Buffer.from(`${text}\n`);
    const written = writeSync(this.#file, line);
    this.#resize(this.bytes + written);
    if (written < line.length) throw new Error("the disk took a part of the event only");
  }

  /** Counts an event that is in the queue now; the answer is to be called when it is settled. */
  hold(): () => void {
    this.#unsettled++;
    return this.#settle;
  }

  /** Nothing will be appended any more. */
  seal(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    this.removeIfSettled();
  }

  removeIfSettled(): void {
    if (this.#unsettled > 0 || this.waiting > 0) return;
    // All that was written so far is settled: a crash from here on has nothing of it to send again.
    if (this.#file !== undefined) ftruncateSync(this.#file, 0);
    // Another process that took this one for dead may have moved the file already.
    else rmSync(this.path, { force: true });
    this.#resize(0);
  }

  readonly #settle = (): void => {
    this.#unsettled--;
    if (this.#unsettled > 0) return;
    try {
      this.removeIfSettled();
    } catch {
      // A file that cannot be removed now is sent again by the next client, and the server knows its events.
    }
  };

  #resize(bytes: number): void {
    this.#onBytes(bytes - this.bytes);
    this.bytes = bytes;
  }
}

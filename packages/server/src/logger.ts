import type { Logger } from "@rapport/domain/logger";

/** One line of JSON per entry, on the error stream: the output stream belongs to what a command answers. */
export function createLogger(write: (line: string) => void = (line) => process.stderr.write(line)): Logger {
  const entry = (level: string) => (message: string, fields?: Record<string, unknown>) =>
    write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`);
  return { info: entry("info"), warn: entry("warn"), error: entry("error") };
}

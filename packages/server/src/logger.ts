import type { Logger } from "@rapport/domain/logger";
import { pino } from "pino";

/** What a line never holds, wherever a caller puts it: what people did and said, and what opens doors. */
const NEVER = ["payload", "traits", "properties", "context", "email", "password", "secret", "token", "authorization"];

/**
 * One line of JSON per entry (pino), on the error stream: the output stream belongs to what a command answers. Written at
 * once, so that the last words of a process that is killed are there.
 */
export function createLogger(write?: (line: string) => void): Logger {
  const log = pino(
    {
      base: null,
      messageKey: "message",
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
      redact: { paths: NEVER.flatMap((name) => [name, `*.${name}`]), remove: true },
    },
    write ? { write } : pino.destination({ fd: 2, sync: true }),
  );
  return {
    info: (message, fields) => log.info(fields, message),
    warn: (message, fields) => log.warn(fields, message),
    error: (message, fields) => log.error(fields, message),
  };
}

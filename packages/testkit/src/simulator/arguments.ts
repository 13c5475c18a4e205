import { parseArgs } from "node:util";

export const HELP = `Simulates the visitors of a shop and sends what they do to a Rapport server.

  npm run demo:traffic -- [options]

  --visitors <n>     people to simulate (default 500)
  --days <n>         length of the simulated period, ending now (default 7)
  --seed <n>         the same seed gives the same traffic (default 7)
  --start <time>     begin of the period (ISO 8601) instead of --days before now
  --catalog <file>   JSON array of catalog items (default: the demo shop's)
  --host <url>       server to send to (default http://127.0.0.1:8787)
  --key <pk_...>     write key (default: read from <data-dir>/keys.json)
  --data-dir <dir>   data directory of the running server (default .rapport)
  --rate <n>         at most n messages per second
  --events <file>    write the messages to a JSONL file instead of sending them
  --truth <file>     write what the traffic was made from: tastes, planted items, next-item probabilities
  --json             print the summary as JSON
  --help             print this
`;

export type Arguments = {
  visitors: number;
  days: number;
  seed: number;
  startMs: number;
  catalog: string | undefined;
  host: string;
  key: string | undefined;
  dataDir: string;
  rate: number | undefined;
  events: string | undefined;
  truth: string | undefined;
  json: boolean;
  help: boolean;
};

const DAY_MS = 86_400_000;

/** Reads the command line. @throws Error that names the option which is wrong */
export function readArguments(args: readonly string[], nowMs: number): Arguments {
  const text = { type: "string" } as const;
  const flag = { type: "boolean", default: false } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      visitors: { ...text, default: "500" },
      days: { ...text, default: "7" },
      seed: { ...text, default: "7" },
      start: text,
      catalog: text,
      host: { ...text, default: "http://127.0.0.1:8787" },
      key: text,
      "data-dir": { ...text, default: ".rapport" },
      rate: text,
      events: text,
      truth: text,
      json: flag,
      help: flag,
    },
  });
  const days = readNumber("days", values.days, 1);
  const { catalog, host, key, events, truth, json, help } = values;
  return {
    visitors: readNumber("visitors", values.visitors, 1),
    days,
    seed: readNumber("seed", values.seed, 0),
    startMs: values.start === undefined ? nowMs - days * DAY_MS : readTime(values.start),
    rate: values.rate === undefined ? undefined : readNumber("rate", values.rate, 1),
    dataDir: values["data-dir"],
    catalog,
    host,
    key,
    events,
    truth,
    json,
    help,
  };
}

function readNumber(name: string, text: string, least: number): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < least) {
    throw new Error(`--${name} must be a whole number of at least ${least}, not "${text}"`);
  }
  return number;
}

function readTime(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new Error(`--start must be an ISO 8601 time, not "${text}"`);
  return time;
}

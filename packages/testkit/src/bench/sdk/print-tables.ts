export type Scenario = "paced" | "steady" | "burst" | "down";

/** One run of one client. `client` is absent when it was not done in time. */
export type Measurement = {
  name: string;
  scenario: Scenario;
  wanted: number;
  client:
    | {
        calls: number;
        cpuMicros: number;
        seconds: number;
        callMicros: number;
        longestMs: number;
        /** Of a burst. */
        p999Ms?: number;
        peakMib: number;
        growthMib: number;
        stray: number;
        stats?: { dropped: number; pending: number };
      }
    | undefined;
  server: { events: number; distinct: number; wireBytes: number; requests: number };
};

const HEADS = {
  paced: ["client", "CPU µs/event", "of the best", "events/s", "delivered", "twice", "B/event", "requests", "peak MiB"],
  steady: ["client", "CPU µs/event", "of the best", "delivered", "twice"],
  burst: ["client", "calls", "µs/call", "99.9 % under, ms", "longest, ms", "delivered", "twice", "seconds", "peak MiB"],
  down: ["client", "calls", "µs/call", "growth MiB", "dropped, counted", "kept"],
};

/** Writes a table per scenario; figures of several rounds are medians. */
export function printTables(measurements: readonly Measurement[]): void {
  for (const scenario of ["paced", "steady", "burst", "down"] as const) {
    const rows = measurements.filter((one) => one.scenario === scenario);
    if (rows.length === 0) continue;
    const names = [...new Set(rows.map((row) => row.name))];
    const head = HEADS[scenario];
    console.log(`\n| ${head.join(" | ")} |\n|${head.map(() => "---|").join("")}`);
    for (const name of names) {
      const cells = describe[scenario](
        rows.filter((row) => row.name === name),
        rows,
      );
      console.log(`| ${[name, ...cells].join(" | ")} |`);
    }
  }
}

type Cells = (string | number)[];
const describe: Record<Scenario, (own: Measurement[], all: Measurement[]) => Cells> = {
  paced: (own, all) => {
    // Of what arrived: an event that is dropped costs little and is worth less.
    const cpuOf = ({ client, server }: Measurement) => client && (client.cpuMicros * client.calls) / server.distinct;
    const cpu = (rows: Measurement[]) => median(rows.map(cpuOf));
    const best = Math.min(
      ...[...new Set(all.map((row) => row.name))].map((name) => cpu(all.filter((row) => row.name === name))),
    );
    const sent = (row: Measurement) => row.server.distinct;
    return [
      cpu(own).toFixed(1),
      `${(cpu(own) / best).toFixed(1)}×`,
      Math.round(median(own.map((row) => row.client && row.server.distinct / row.client.seconds))),
      `${median(own.map(sent))} of ${own[0]?.wanted}`,
      median(own.map((row) => row.server.events - row.server.distinct)),
      Math.round(median(own.map((row) => row.server.wireBytes / Math.max(1, row.server.events)))),
      median(own.map((row) => row.server.requests)),
      median(own.map((row) => row.client?.peakMib)),
    ];
  },
  steady: (own, all) => {
    const cpu = (rows: Measurement[]) => median(rows.map(({ client }) => client?.cpuMicros));
    const best = Math.min(...all.map(({ name }) => cpu(all.filter((row) => row.name === name))).filter(Boolean));
    return [
      cpu(own).toFixed(1),
      `${(cpu(own) / best).toFixed(1)}×`,
      `${median(own.map(({ server }) => server.distinct))} of ${median(own.map(({ client }) => client?.calls))}`,
      median(own.map(({ server }) => server.events - server.distinct)),
    ];
  },
  burst: ([own]) => [
    own?.client ? own.client.calls : `${own?.wanted}, not done in 60 s`,
    own?.client?.callMicros.toFixed(1) ?? "–",
    own?.client?.p999Ms?.toFixed(2) ?? "–",
    own?.client?.longestMs.toFixed(1) ?? "–",
    own?.server.distinct ?? 0,
    (own?.server.events ?? 0) - (own?.server.distinct ?? 0),
    own?.client?.seconds.toFixed(1) ?? "–",
    own?.client?.peakMib ?? "–",
  ],
  down: ([own]) => [
    own?.client ? own.client.calls : `${own?.wanted}, not done in 60 s`,
    own?.client?.callMicros.toFixed(1) ?? "–",
    own?.client?.growthMib ?? "–",
    own?.client?.stats?.dropped ?? "not counted",
    own?.client?.stats?.pending ?? "unknown",
  ],
};

function median(values: (number | undefined)[]): number {
  const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

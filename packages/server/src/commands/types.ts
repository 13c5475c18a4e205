import { writeFile } from "node:fs/promises";
import { planSchema } from "@rapport/contracts/tracking-plan";
import { renderEventTypes } from "@rapport/domain/tracking-plan/render-event-types";
import type { Command } from "commander";
import { readConfig } from "../config.ts";
import { openServerDoor } from "../open-server-door.ts";
import { readProblem } from "../read-problem.ts";

type TypesOptions = { out: string; host: string | undefined; key: string | undefined };

/** `rapport types`: the tracking plan's events as a TypeScript declaration. */
export function addTypesCommand(program: Command): void {
  program
    .command("types")
    .description("write the tracking plan's events as TypeScript types, for createRapport<RapportEvents>()")
    .option("--out <file>", "where to; - prints them", "rapport-events.d.ts")
    .option("--host <url>", "server to ask (the one of the data directory, started for this when none runs)")
    .option("--key <secretKey>", "secret key of the project (the data directory's own)")
    .action(writeTypes);
}

async function writeTypes({ out, ...options }: TypesOptions): Promise<void> {
  const door = await openServerDoor(readConfig(), options);
  try {
    const response = await door.ask("/api/v1/tracking-plan", {});
    if (!response.ok) throw await readProblem(response);
    const { data } = planSchema.parse(await response.json());
    const text = renderEventTypes(data);
    if (out === "-") process.stdout.write(text);
    else {
      await writeFile(out, text);
      process.stdout.write(`${data.length} events are in ${out}.\n`);
    }
  } finally {
    await door.close();
  }
}

import { randomBytes } from "node:crypto";
import type { AgentStop } from "@rapport/contracts/agents";
import { agentStopSchema } from "@rapport/contracts/agents";
import { releaseAllAgents, stopAllAgents } from "@rapport/domain/agents/agent-switch";
import { JobQueue } from "@rapport/domain/jobs/job-queue";
import { openStore } from "@rapport/store/client";
import type { Command } from "commander";
import { Option } from "commander";
import { orderAgents } from "../agents-order.ts";
import type { Config } from "../config.ts";
import { readConfig } from "../config.ts";
import { createLogger } from "../logger.ts";
import { openServerDoor } from "../open-server-door.ts";
import { readProblem } from "../read-problem.ts";

type Options = { all: boolean; reason?: string; host?: string; key?: string; json: boolean };

const DEFAULT_REASON = "Stopped from the command line";

/** Adds `rapport agents stop` and `rapport agents release`. */
export function addAgentCommands(program: Command): void {
  const agents = program.command("agents").description("stop what agents do, or let them go on");
  addSwitch(agents, "stop", "stop all that agents do; their runs keep what they have, nothing more leaves the house")
    .option("--reason <text>", "why, for whoever finds them stopped")
    .action((options: Options) => turn(options, options.reason ?? DEFAULT_REASON));
  addSwitch(agents, "release", "let agents go on").action((options: Options) => turn(options, undefined));
}

function addSwitch(agents: Command, name: string, description: string): Command {
  return agents
    .command(name)
    .description(description)
    .option("--all", "those of every project; for who runs the server", false)
    .option("--host <url>", "server to ask for one project (the one of the data directory)")
    .option("--key <secretKey>", "secret key of the project (the data directory's own)")
    .addOption(new Option("--json", "answer as JSON").default(false));
}

async function turn(options: Options, reason: string | undefined): Promise<void> {
  const config = readConfig();
  const { hold, answer } = options.all ? await turnAll(config, reason) : await turnOne(config, options, reason);
  process.stdout.write(`${options.json ? JSON.stringify(answer) : hold}\n`);
}

type Turned = { hold: string; answer: object };

async function turnAll(config: Config, reason: string | undefined): Promise<Turned> {
  const word = reason === undefined ? "may go on" : "are stopped";
  const stopped = reason !== undefined;
  if (config.databaseUrl !== undefined) {
    await turnInDatabase(config.databaseUrl, reason);
    return { hold: `The agents of all projects ${word}.`, answer: { stopped, scope: "all", obeyed: true } };
  }
  const obeyed = await orderAgents(config.dataDir, reason);
  const hold = obeyed
    ? `The agents of all projects ${word}.`
    : `No server runs on ${config.dataDir}: they ${word} once one does.`;
  return { hold, answer: { stopped, scope: "all", obeyed } };
}

/** Every server that works on the database hears of it within half a second. */
async function turnInDatabase(databaseUrl: string, reason: string | undefined): Promise<void> {
  const log = createLogger();
  const store = await openStore({ databaseUrl, exclusive: false });
  const jobs = new JobQueue({ store, log, now: Date.now, randomBytes });
  try {
    await (reason === undefined ? releaseAllAgents({ store, jobs }) : stopAllAgents({ store }, reason));
  } finally {
    await jobs.close();
    await store.close();
  }
}

async function turnOne(config: Config, options: Options, reason: string | undefined): Promise<Turned> {
  const door = await openServerDoor(config, options);
  try {
    const path = `/api/v1/agents/${reason === undefined ? "release" : "stop"}`;
    const body = reason === undefined ? {} : { body: JSON.stringify({ reason }) };
    const response = await door.ask(path, { method: "POST", ...body });
    if (!response.ok) throw await readProblem(response);
    const answer = agentStopSchema.parse(await response.json());
    return { hold: describe(answer), answer };
  } finally {
    await door.close();
  }
}

function describe({ stopped, scope, reason }: AgentStop): string {
  if (!stopped) return "The project's agents may go on.";
  return `The agents ${scope === "all" ? "of all projects" : "of the project"} are stopped: ${reason}`;
}

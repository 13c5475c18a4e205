import { RapportError } from "@rapport/contracts/errors";
import type { Plan } from "@rapport/contracts/usage";
import { PLANS } from "@rapport/contracts/usage";
import { Argument, Command, Option } from "commander";
import { addAgentCommands } from "./commands/agents.ts";
import { addCampaignCommands } from "./commands/campaign.ts";
import { addCatalogCommands } from "./commands/catalog.ts";
import { doctor } from "./commands/doctor.ts";
import { importEvents } from "./commands/import.ts";
import { createProjectKey, listProjectKeys, revokeProjectKey } from "./commands/keys.ts";
import { addKnowledgeCommands } from "./commands/knowledge.ts";
import { changePlan } from "./commands/plan.ts";
import { addPrivacyCommands } from "./commands/privacy.ts";
import { addRecommendCommands } from "./commands/recommend.ts";
import { replay } from "./commands/replay.ts";
import { start } from "./commands/start.ts";
import { addTypesCommand } from "./commands/types.ts";
import { addUserTokenCommands } from "./commands/user-tokens.ts";
import { readConfig } from "./config.ts";

const program = new Command("rapport")
  .description("One live profile per person, and what each should see next.")
  .addHelpText(
    "after",
    `
Environment:
  RAPPORT_HOST        address to listen on (127.0.0.1)
  RAPPORT_PORT        port for everything (8787)
  RAPPORT_DATA_DIR    event log, embedded store, keys (.rapport)
  RAPPORT_WRITE_KEY   write key of the first project
  RAPPORT_SECRET_KEY  secret key of the first project
  RAPPORT_PLAN        free, pro or unlimited: what the first workspace may send
  RAPPORT_DEMO        "off" leaves out the demo project and its shop
  RAPPORT_BASE_PATH   path below which the tracking API answers, too (none)
  DATABASE_URL        Postgres server for the store
  RAPPORT_EVENT_LOG   engine of the event log: lmdb (in the data directory), postgres (of DATABASE_URL),
                      redis://host:port, https://name.upstash.io (with RAPPORT_EVENT_LOG_TOKEN),
                      kafka://host:port,host:port/topic (lmdb)`,
  );

function command(name: string, description: string): Command {
  return program.command(name).description(description).addOption(jsonOption());
}

function jsonOption(): Option {
  return new Option("--json", "answer as JSON").default(false);
}

command("start", "run the API, the console, the reference and the demo shop on one port").action(
  async (options: { json: boolean }) => start(readConfig(), options),
);

command("import", "load an event history from a .jsonl or .csv file; stops and goes on where it was")
  .argument("<file>", "Segment-format messages, one JSON object a line, or a CSV file with --map")
  .option(
    "--map <mapping>",
    "CSV columns, e.g. userId=customer_id,event=action,timestamp=at,properties.price=price:number",
  )
  .option("--delimiter <character>", "CSV delimiter (comma; tab for .tsv)")
  .option("--host <url>", "server to send to (the one of the data directory, started for this when none runs)")
  .option("--key <secretKey>", "secret key of the project (the data directory's own)")
  .action(
    async (file: string, options: { map?: string; delimiter?: string; host?: string; key?: string; json: boolean }) => {
      const { map, delimiter, host, key, json } = options;
      await importEvents(readConfig(), { file, map, delimiter, host, key, json });
    },
  );

command("replay", "try dead letters once more: accepted events that could not be applied")
  .option("--project <slug>", "project (the first one)")
  .option("--since <time>", "only what failed at this time or later, e.g. 2026-01-05T12:00:00Z")
  .option("--code <code>", "only this error, e.g. 22P05")
  .option("--dry-run", "count what would be replayed, and do nothing", false)
  .option("--host <url>", "server to ask (the one of the data directory, or the directory itself when none runs)")
  .option("--key <secretKey>", "secret key of the project (the data directory's own)")
  .action(
    async (options: {
      project?: string;
      since?: string;
      code?: string;
      dryRun: boolean;
      host?: string;
      key?: string;
      json: boolean;
    }) => {
      const { project, since, code, dryRun, host, key, json } = options;
      await replay(readConfig(), { project, since, code, dryRun, host, key, json });
    },
  );

addCatalogCommands(program, jsonOption);
addTypesCommand(program);

const keys = program.command("keys").description("list, create and revoke keys (the server must be stopped)");
keys
  .command("list")
  .description("keys of a project")
  .option("--project <slug>", "project")
  .addOption(jsonOption())
  .action(async (options: { project?: string; json: boolean }) => {
    await listProjectKeys(readConfig(), { project: options.project, json: options.json });
  });
keys
  .command("create")
  .description("make a key; its text is shown once")
  .option("--project <slug>", "project")
  .addOption(
    new Option("--kind <kind>", "write: public, for pages; secret: for servers")
      .choices(["write", "secret"])
      .default("write"),
  )
  .option("--name <name>", "what it is for", "Unnamed")
  .option("--signed", "its requests must be signed; it sends events and does nothing else", false)
  .addOption(jsonOption())
  .action(
    async (options: { project?: string; kind: "write" | "secret"; name: string; signed: boolean; json: boolean }) => {
      await createProjectKey(readConfig(), { ...options, project: options.project });
    },
  );
keys
  .command("revoke")
  .description("end a key's life")
  .argument("<id>", "id of the key (key_…)")
  .option("--project <slug>", "project")
  .addOption(jsonOption())
  .action(async (id: string, options: { project?: string; json: boolean }) => {
    await revokeProjectKey(readConfig(), { id, project: options.project, json: options.json });
  });

addUserTokenCommands(program);
addPrivacyCommands(program);

command("plan", "put a workspace on a plan (the server must be stopped)")
  .argument("<workspace>", "id of the workspace (wsp_…), or slug of one of its projects")
  .addArgument(new Argument("<plan>", "what it may send").choices(PLANS))
  .action(async (workspace: string, plan: Plan, options: { json: boolean }) =>
    changePlan(readConfig(), { workspace, plan, json: options.json }),
  );

addRecommendCommands(program);
addKnowledgeCommands(program);
addCampaignCommands(program);
addAgentCommands(program);

command("doctor", "look for what would keep the product from starting or running well").action(
  async (options: { json: boolean }) => doctor(readConfig(), options),
);

program.parseAsync().catch((error: unknown) => {
  const known = error instanceof RapportError;
  const asJson = process.argv.includes("--json");
  const text = error instanceof Error ? (known ? error.message : (error.stack ?? error.message)) : String(error);
  if (asJson)
    process.stdout.write(`${JSON.stringify({ error: { code: known ? error.code : "internal", detail: text } })}\n`);
  else process.stderr.write(`rapport: ${text}\n`);
  process.exit(1);
});

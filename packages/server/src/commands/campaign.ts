import type { coordinatorInputSchema } from "@rapport/contracts/coordinator";
import { RapportError } from "@rapport/contracts/errors";
import type { Command } from "commander";
import { Option } from "commander";
import type { z } from "zod";
import { followRun } from "../campaign-run/follow-run.ts";
import { openConsoleDoor } from "../campaign-run/open-console-door.ts";
import { printOutcome } from "../campaign-run/print-outcome.ts";
import { readConfig } from "../config.ts";
import { addLaunchCommands } from "./launch.ts";

type RunOptions = {
  budget?: string;
  days?: string;
  segment?: string;
  item?: string;
  url?: string;
  name?: string;
  approve: boolean;
  renewAds: boolean;
  run?: string;
  host?: string;
  key?: string;
  json: boolean;
};

/** Adds `rapport campaign run`, `launch-kit` and `launch`. */
export function addCampaignCommands(program: Command): void {
  const campaign = program.command("campaign").description("plan, approve and run campaigns by agents");
  addLaunchCommands(campaign);
  campaign
    .command("run")
    .description("from a project's traffic to a campaign in the sandbox: audience, texts, approval, ads, results")
    .option("--budget <amount>", "most that it may spend, in whole units of the project's currency (600)")
    .option("--days <count>", "days that it runs (14)")
    .option("--segment <id>", "whom it is for (found from what people did)")
    .option("--item <id>", "item of the catalog that it advertises (what the audience turns to)")
    .option("--url <address>", "where the ads lead (the item's address)")
    .option("--name <name>", "what the campaign is called")
    .option("--approve", "ask nobody, where the budget's autoApproveCents covers it", false)
    .option("--renew-ads", "have new texts written where a channel underperforms; a person is asked for each", false)
    .option("--run <id>", "follow a run that was begun before")
    .option("--host <url>", "server to ask (the one of the data directory, started for this when none runs)")
    .option("--key <secretKey>", "secret key of the project (the data directory's own)")
    .addOption(new Option("--json", "answer as JSON").default(false))
    .action(runCampaign);
}

async function runCampaign(options: RunOptions): Promise<void> {
  const door = await openConsoleDoor(readConfig(), options);
  try {
    const runId = options.run ?? (await door.startRun("coordinator", toInput(options, door.url)));
    const say = (line: string) => void process.stderr.write(`${line}\n`);
    say(`Run ${runId}: ${door.url}/console/runs?run=${runId}`);
    const run = await followRun(door, runId, { say, mayAsk: !options.approve });
    process.stdout.write(await printOutcome(door, run, options.json));
  } finally {
    await door.close();
  }
}

function toInput(
  { budget, days, segment, item, url, name, approve, renewAds }: RunOptions,
  siteUrl: string,
): z.input<typeof coordinatorInputSchema> {
  return {
    siteUrl,
    renewAds,
    approval: approve ? "policy" : "person",
    ...(budget === undefined ? {} : { budgetCents: Math.round(readNumber("--budget", budget) * 100) }),
    ...(days === undefined ? {} : { days: readNumber("--days", days) }),
    ...(segment === undefined ? {} : { audienceSegmentId: segment }),
    ...(item === undefined ? {} : { itemIds: [item] }),
    ...(url === undefined ? {} : { landingUrl: url }),
    ...(name === undefined ? {} : { name }),
  };
}

function readNumber(option: string, text: string): number {
  const number = Number(text);
  if (text.trim() !== "" && Number.isFinite(number) && number > 0) return number;
  throw new RapportError("invalid_parameter", `${option} must be a number above 0, not ${text}`);
}

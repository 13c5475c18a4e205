import type { Launch, LaunchKit } from "@rapport/contracts/launches";
import { launchKitListSchema, launchSchema } from "@rapport/contracts/launches";
import type { Command } from "commander";
import type { ZodType } from "zod";
import { openConsoleDoor } from "../campaign-run/open-console-door.ts";
import { readConfig } from "../config.ts";

type LaunchOptions = { host?: string; key?: string; json: boolean };

/** Adds `rapport campaign launch-kit` and `rapport campaign launch`. */
export function addLaunchCommands(campaign: Command): void {
  const add = (text: string, description: string) =>
    campaign
      .command(text)
      .description(description)
      .option("--host <url>", "server to ask (the one of the data directory, started for this when none runs)")
      .option("--key <secretKey>", "secret key of the project (the data directory's own)")
      .option("--json", "answer as JSON", false);
  add("launch-kit <campaignId>", "the texts of a campaign as Product Hunt's form asks for them").action(
    (id: string, options: LaunchOptions) =>
      print(options, {
        path: `/api/v1/campaigns/${encodeURIComponent(id)}/launch-kit`,
        schema: launchKitListSchema,
        describe: ({ data }) => data.map(describeKit).join("\n"),
      }),
  );
  add("launch <slug>", "how a launch on Product Hunt does").action((slug: string, options: LaunchOptions) =>
    print(options, {
      path: `/api/v1/launches/${encodeURIComponent(slug)}`,
      schema: launchSchema,
      describe: describeLaunch,
    }),
  );
}

type Reading<T> = { path: string; schema: ZodType<T>; describe: (answer: T) => string };

async function print<T>(options: LaunchOptions, { path, schema, describe }: Reading<T>): Promise<void> {
  const door = await openConsoleDoor(readConfig(), options);
  try {
    const answer = await door.read(path, schema);
    process.stdout.write(options.json ? `${JSON.stringify(answer)}\n` : describe(answer));
  } finally {
    await door.close();
  }
}

/** A launch's texts in the order of the form. */
export function describeKit({ problems, imageUrls, ...texts }: LaunchKit): string {
  const lines = [...Object.entries(texts), ["pictures", imageUrls.join(" ")] as const];
  const refused = problems.map(({ pointer, message }) => ["refused", `${pointer.slice(1)} ${message}`] as const);
  const shown = [...lines, ...refused].filter(([, text]) => text !== "");
  return shown.map(([label, text]) => `${label.padEnd(12)} ${text}\n`).join("");
}

/** How a launch does, in a line. */
export function describeLaunch({ name, votesCount, commentsCount, reviewsRating, featuredAt, url }: Launch): string {
  const rating = reviewsRating > 0 ? `, rated ${reviewsRating}` : "";
  const featured = featuredAt === null ? "not featured" : `featured since ${featuredAt.slice(0, 10)}`;
  return `${name}: ${votesCount} votes, ${commentsCount} comments${rating}, ${featured}: ${url}\n`;
}

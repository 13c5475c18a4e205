import { readFile, writeFile } from "node:fs/promises";
import { applyLedgerFile, writeLedgerFile } from "@rapport/domain/privacy/ledger-file";
import type { Command } from "commander";
import { Option } from "commander";
import { readConfig } from "../config.ts";
import { print, withProject } from "./keys.ts";

type Options = { project?: string; json: boolean };

/** Adds `rapport privacy ledger` and `apply`. */
export function addPrivacyCommands(program: Command): void {
  const privacy = program
    .command("privacy")
    .description(
      "keep who was erased apart from backups, and erase them in a restored one (the server must be stopped)",
    );
  const jsonOption = () => new Option("--json", "answer as JSON").default(false);
  privacy
    .command("ledger")
    .description("write who was erased or suppressed, by keyed hashes, to a file")
    .requiredOption("--out <file>", "file to write")
    .option("--project <slug>", "project")
    .addOption(jsonOption())
    .action(({ out, ...options }: Options & { out: string }) => writeLedger(out, options));
  privacy
    .command("apply")
    .description("erase whom a ledger says in a restored store, before it serves anybody")
    .argument("<file>", "what `rapport privacy ledger` wrote")
    .option("--project <slug>", "project")
    .addOption(jsonOption())
    .action((file: string, options: Options) => applyLedger(file, options));
}

async function writeLedger(out: string, { project, json }: Options): Promise<void> {
  await withProject(readConfig(), project, async (ctx) => {
    await writeFile(out, await writeLedgerFile(ctx), { mode: 0o600 });
    print(json ? JSON.stringify({ file: out }) : `The ledger is in ${out}. Keep it apart from the backups.`);
  });
}

async function applyLedger(path: string, { project, json }: Options): Promise<void> {
  const text = await readFile(path, "utf8");
  await withProject(readConfig(), project, async (ctx) => {
    const applied = await applyLedgerFile(ctx, text);
    const { erased, hashes } = applied;
    print(json ? JSON.stringify(applied) : `Carried out again: ${erased} requests. The ledger holds ${hashes} hashes.`);
  });
}

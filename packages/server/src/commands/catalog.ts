import { readFile, writeFile } from "node:fs/promises";
import type { CatalogFormat, ImportItemsAnswer } from "@rapport/contracts/catalog";
import { CATALOG_FORMATS, importItemsAnswerSchema } from "@rapport/contracts/catalog";
import { RapportError } from "@rapport/contracts/errors";
import { guessFormat } from "@rapport/domain/catalog/feed/guess-format";
import { splitFile } from "@rapport/domain/catalog/feed/split-file";
import type { Command } from "commander";
import { Option } from "commander";
import { readConfig } from "../config.ts";
import type { ServerDoor } from "../open-server-door.ts";
import { openServerDoor } from "../open-server-door.ts";
import { readProblem } from "../read-problem.ts";

type ImportOptions = {
  format: CatalogFormat | undefined;
  delimiter: string | undefined;
  dryRun: boolean;
  host: string | undefined;
  key: string | undefined;
  json: boolean;
};
type ExportOptions = { host: string | undefined; key: string | undefined };

/** `rapport catalog import` and `rapport catalog export`. */
export function addCatalogCommands(program: Command, jsonOption: () => Option): void {
  const catalog = program.command("catalog").description("load and save the items that can be recommended");
  catalog
    .command("import")
    .description("add or replace the items of a file: .csv, .tsv, .jsonl, or a Google Merchant feed (.xml, .txt)")
    .argument("<file>")
    .addOption(new Option("--format <format>", "form of the file (by its ending)").choices(CATALOG_FORMATS))
    .option("--delimiter <character>", "delimiter of a CSV file (comma)")
    .option("--dry-run", "say what is wrong with which row, and take nothing", false)
    .option("--host <url>", "server to send to (the one of the data directory, started for this when none runs)")
    .option("--key <secretKey>", "secret key of the project (the data directory's own)")
    .addOption(jsonOption())
    .action((file: string, options: ImportOptions) => importCatalog(file, options));
  catalog
    .command("export")
    .description("save the whole catalog as .jsonl or .csv, to be imported again")
    .argument("<file>")
    .option("--host <url>", "server to ask (the one of the data directory, started for this when none runs)")
    .option("--key <secretKey>", "secret key of the project (the data directory's own)")
    .action((file: string, options: ExportOptions) => exportCatalog(file, options));
}

async function importCatalog(file: string, { format = guessFormat(file), ...options }: ImportOptions): Promise<void> {
  if (format === undefined) {
    throw new RapportError("invalid_parameter", `Say what ${file} is with --format: ${CATALOG_FORMATS.join(", ")}`);
  }
  const text = await readFile(file, "utf8");
  const door = await openServerDoor(readConfig(), options);
  const sum: ImportItemsAnswer = { rows: 0, upserted: 0, rejected: 0, errors: [] };
  try {
    for (const part of splitFile(text, format)) {
      const answer = await sendPart(door, part.text, { ...options, format });
      sum.rows += answer.rows;
      sum.upserted += answer.upserted;
      sum.rejected += answer.rejected;
      sum.errors.push(...answer.errors.map((error) => ({ ...error, row: error.row + part.rowsBefore })));
    }
  } finally {
    await door.close();
  }
  report(sum, options);
}

async function sendPart(
  door: ServerDoor,
  body: string,
  { format, delimiter, dryRun }: Pick<ImportOptions, "format" | "delimiter" | "dryRun">,
): Promise<ImportItemsAnswer> {
  const query = new URLSearchParams({
    format: String(format),
    dryRun: String(dryRun),
    ...(delimiter === undefined ? {} : { delimiter }),
  });
  const response = await door.ask(`/api/v1/catalog/import?${query}`, { method: "POST", body });
  if (!response.ok) throw await readProblem(response);
  return importItemsAnswerSchema.parse(await response.json());
}

function report(
  { upserted, rejected, errors, rows }: ImportItemsAnswer,
  options: ImportOptions | { json: boolean; dryRun: boolean },
): void {
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ rows, upserted, rejected, errors })}\n`);
    return;
  }
  for (const { row, field, message } of errors) process.stderr.write(`row ${row}: ${field || "the row"} ${message}\n`);
  const verb = options.dryRun ? "Would take" : "Took";
  process.stdout.write(`${verb} ${upserted} items of ${rows} rows; ${rejected} rejected.\n`);
}

async function exportCatalog(file: string, options: ExportOptions): Promise<void> {
  const door = await openServerDoor(readConfig(), options);
  try {
    const format = guessFormat(file) === "csv" ? "csv" : "jsonl";
    const response = await door.ask(`/api/v1/catalog/export?format=${format}`, {});
    if (!response.ok) throw await readProblem(response);
    await writeFile(file, response.body ?? "");
  } finally {
    await door.close();
  }
}

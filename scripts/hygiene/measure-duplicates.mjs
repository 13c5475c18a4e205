import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const REPOSITORY = join(import.meta.dirname, "../..");
const JSCPD = join(REPOSITORY, "node_modules/jscpd/bin/jscpd");
const SETTINGS = join(REPOSITORY, ".jscpd.json");

/** Share of duplicate lines in percent, and where each duplicate stands; settings are in `.jscpd.json`. */
export function measureDuplicates(root) {
  const output = mkdtempSync(join(tmpdir(), "rapport-duplicates-"));
  try {
    const args = [JSCPD, "--config", SETTINGS, "--reporters", "json", "--output", output, "--threshold", "100"];
    const run = spawnSync(process.execPath, [...args, "--silent", "packages"], { cwd: root, encoding: "utf8" });
    if (run.status !== 0) throw new Error(`jscpd failed: ${run.stderr || run.stdout}`);
    const file = join(output, "jscpd-report.json");
    // Sources too small to hold a duplicate leave no report.
    if (!existsSync(file)) return { percent: 0, places: [] };
    const report = JSON.parse(readFileSync(file, "utf8"));
    return {
      percent: report.statistics.total.percentage,
      places: report.duplicates.map(
        ({ firstFile, secondFile, lines }) =>
          `${firstFile.name}:${firstFile.start} = ${secondFile.name}:${secondFile.start} (${lines} lines)`,
      ),
    };
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

import { offerOwnership } from "@rapport/domain/members/offer-ownership";
import { collectAside } from "../collect-aside.ts";
import type { Config } from "../config.ts";
import type { RunningServer } from "../start-server.ts";
import { startServer } from "../start-server.ts";
import { surviveStoreLoss } from "../survive-store-loss.ts";

/** One Ctrl-C comes twice under npm: from the terminal to the whole group, and passed on by npm. */
const ONE_PRESS_MS = 1_000;

/** `rapport start`: runs until it is told to stop, then drains and exits 0. */
export async function start(config: Config, options: { json: boolean }): Promise<void> {
  collectAside();
  const server = await startServer(config);
  surviveStoreLoss(process, server.composition.services.log);
  const report = { ...describe(server, config), ownerLink: await ownerLink(server, config) };
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : toText(report));
  let stoppingSinceMs: number | undefined;
  const stop = async (signal: string) => {
    if (stoppingSinceMs !== undefined) {
      // A later signal is from somebody who cannot wait; everything acknowledged is on disk anyway.
      if (performance.now() - stoppingSinceMs > ONE_PRESS_MS) process.exit(1);
      return;
    }
    stoppingSinceMs = performance.now();
    if (!options.json) process.stdout.write(`\n${signal}: draining…\n`);
    await server.stop();
    if (!options.json) process.stdout.write("Stopped. Everything that was acknowledged is stored.\n");
    process.exit(0);
  };
  process.on("SIGINT", () => void stop("SIGINT"));
  process.on("SIGTERM", () => void stop("SIGTERM"));
}

type Report = {
  console: string;
  reference: string;
  storefront: string | undefined;
  /** Where the first admin makes their account; undefined when there is one, or when the console is open. */
  ownerLink: string | undefined;
  project: string;
  writeKey: string;
  secretKey: string;
  dataDir: string;
  store: string;
};

/** The token stands behind the #, which browsers send to nobody and proxies do not log. */
async function ownerLink({ url, composition }: RunningServer, config: Config): Promise<string | undefined> {
  if (composition.isOpen) return undefined;
  const { services, instance } = composition;
  const token = await offerOwnership({ ...services, projectId: instance.projectId, actor: { kind: "system" } });
  return token && `${config.publicUrl ?? url}/console/join#${token}`;
}

function describe({ url, composition }: RunningServer, config: Config): Omit<Report, "ownerLink"> {
  return {
    console: `${url}/console/`,
    reference: `${url}/docs`,
    storefront: config.demo ? `${url}/demo/` : undefined,
    project: composition.instance.projectSlug,
    writeKey: composition.instance.writeKey,
    secretKey: composition.instance.secretKey,
    dataDir: config.dataDir,
    store: composition.services.store.engine,
  };
}

function toText(report: Report): string {
  const rows: [string, string | undefined][] = [
    ["Console", report.console],
    ["First account", report.ownerLink && `${report.ownerLink}  (once, within 7 days)`],
    ["API reference", report.reference],
    ["Demo shop", report.storefront],
    ["Project", report.project],
    ["Write key", report.writeKey],
    ["Secret key", report.secretKey],
    ["Data", `${report.dataDir} (store: ${report.store})`],
  ];
  const lines = rows.filter(([, value]) => value !== undefined).map(([name, value]) => `  ${name.padEnd(14)} ${value}`);
  return `\nRapport is running. Ctrl-C drains and stops.\n\n${lines.join("\n")}\n\n`;
}

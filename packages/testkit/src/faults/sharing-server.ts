import { readConfig } from "@rapport/server/config";
import { startServer } from "@rapport/server/start-server";
import { openPostgresTestLog } from "../event-log/postgres-test-log.ts";

/** A server of a fleet that shares a log in the store's own database; it reports and ends like the product's command. */
const config = readConfig();
const server = await startServer(config, { openSharedLog: () => openPostgresTestLog(config.databaseUrl ?? "") });
const { instance, services } = server.composition;
process.stdout.write(
  `${JSON.stringify({
    console: `${server.url}/console/`,
    reference: `${server.url}/docs`,
    project: instance.projectSlug,
    writeKey: instance.writeKey,
    secretKey: instance.secretKey,
    dataDir: config.dataDir,
    store: services.store.engine,
  })}\n`,
);
process.once("SIGTERM", () => void server.stop().then(() => process.exit(0)));

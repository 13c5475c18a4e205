import { join } from "node:path";
import type { Logger } from "@rapport/domain/logger";
import type { EventLog } from "@rapport/ports/event-log";
import type { Config } from "./config.ts";

/** Opens the event log on the engine that the configuration names. Only that one's code is loaded. */
export async function openEventLog(config: Config, logger: Logger): Promise<EventLog> {
  const setting = config.eventLog;
  const warn = (message: string) => logger.warn(message);
  switch (setting.engine) {
    case "lmdb": {
      const { openLmdbEventLog } = await import("@rapport/adapters/event-log/lmdb");
      return openLmdbEventLog({ dir: join(config.dataDir, "log") });
    }
    case "postgres": {
      const { openPostgresEventLog } = await import("@rapport/adapters/event-log/postgres");
      return openPostgresEventLog({ url: setting.url });
    }
    case "redis": {
      const { openRedisEventLog } = await import("@rapport/adapters/event-log/redis");
      return openRedisEventLog({ url: setting.url, warn });
    }
    case "upstash": {
      const { openUpstashEventLog } = await import("@rapport/adapters/event-log/upstash");
      return openUpstashEventLog({ url: setting.url, token: setting.token, warn });
    }
    case "kafka": {
      const { openKafkaEventLog } = await import("@rapport/adapters/event-log/kafka");
      return openKafkaEventLog(setting);
    }
  }
}

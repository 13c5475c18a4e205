import type { Services } from "@rapport/domain/context";
import type { RecordedEvent } from "@rapport/domain/events/enriched-event";
import type { Hub } from "@rapport/domain/realtime/hub";
import type { ProjectorOptions } from "@rapport/pipeline/projector";
import { Projector } from "@rapport/pipeline/projector";
import type { ServerLinks } from "./server-links.ts";
import { tellRecorded } from "./server-links.ts";

type Passed = "services" | "log" | "recent" | "maxBytes" | "onStep" | "congestion";
export type ProjectorWiring = Pick<ProjectorOptions, Passed> & {
  hub: Hub;
  /** Set where other servers fold parts of the same log. */
  links: ServerLinks | undefined;
};

/** The consumer of the event log, and who hears of what it has stored. */
export function createProjector({ hub, links, ...options }: ProjectorWiring): Projector {
  if (links) {
    const onRecorded = (recorded: readonly RecordedEvent[]) => links.announce(recorded);
    // What was stored unheard is found like what others have stored.
    return new Projector({ ...options, share: links.share, onRecorded, onMissed: () => void links.catchUp() });
  }
  return new Projector({ ...options, ...tellAlone(options.services, hub) });
}

function tellAlone({ recommenders }: Services, hub: Hub): Pick<ProjectorOptions, "onRecorded" | "onMissed"> {
  return {
    onRecorded: (recorded) => {
      for (const [projectId, entries] of Map.groupBy(recorded, ({ event }) => event.projectId)) {
        tellRecorded(recommenders, hub, projectId, entries);
      }
    },
    onMissed: (projectIds) => {
      for (const id of projectIds) recommenders.resync(id);
    },
  };
}

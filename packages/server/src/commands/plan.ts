import type { Plan } from "@rapport/contracts/usage";
import { setPlan } from "@rapport/domain/usage/set-plan";
import { compose } from "../compose.ts";
import type { Config } from "../config.ts";

/** `rapport plan`: puts a workspace on a plan. */
export async function changePlan(
  config: Config,
  options: { workspace: string; plan: Plan; json: boolean },
): Promise<void> {
  const composition = await compose(config);
  try {
    const changed = await setPlan(composition.services, options);
    process.stdout.write(
      options.json ? `${JSON.stringify(changed)}\n` : `${changed.workspaceId} is on the plan “${changed.plan}”.\n`,
    );
  } finally {
    await composition.close();
  }
}

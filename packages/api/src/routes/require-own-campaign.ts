import { RapportError } from "@rapport/contracts/errors";
import { getCampaign } from "@rapport/domain/campaigns/get-campaign";
import type { Context } from "@rapport/domain/context";
import { nameActor } from "@rapport/domain/name-actor";

/** Whoever may change their own things only changes what they made. */
export async function requireOwnCampaign(ctx: Context, reach: "any" | "own", id: string): Promise<void> {
  if (reach === "any") return;
  const { createdBy } = await getCampaign(ctx, { id });
  if (createdBy !== nameActor(ctx.actor)) {
    throw new RapportError("forbidden", "Your role allows this for your own campaigns only");
  }
}

import type { CampaignPlan, Creative } from "@rapport/contracts/ad-platforms";
import { campaignPlanSchema, creativeSchema } from "@rapport/contracts/ad-platforms";
import type { ProblemField } from "@rapport/contracts/errors";
import type { PlacementLimits, PlatformCapabilities, TextLimit } from "./ad-platform.ts";

/** What a schema says of what it does not take. */
type Unparsed = { issues: readonly { path: readonly PropertyKey[]; message: string }[] };

/** What of a plan breaks the rules that hold everywhere or a platform's own, each with a pointer into the plan. */
export function checkPlan(plan: CampaignPlan, capabilities: PlatformCapabilities): ProblemField[] {
  const parsed = campaignPlanSchema.safeParse(plan);
  if (!parsed.success) return toFields(parsed.error);
  const { adSets, startsOn, endsOn } = parsed.data;
  const tooMany = `must be ${capabilities.maxAdSets} at most on this platform`;
  return [
    ...(adSets.length > capabilities.maxAdSets ? [{ pointer: "/adSets", message: tooMany }] : []),
    ...(endsOn !== undefined && endsOn < startsOn
      ? [{ pointer: "/endsOn", message: "must not be before startsOn" }]
      : []),
    ...checkTags(parsed.data),
    ...adSets.flatMap((adSet, i) => [
      ...checkBudget(adSet.dailyBudgetCents, capabilities, `/adSets/${i}/dailyBudgetCents`),
      ...(adSet.targeting.ageMin > adSet.targeting.ageMax
        ? [{ pointer: `/adSets/${i}/targeting/ageMax`, message: "must not be below ageMin" }]
        : []),
      ...adSet.ads.flatMap(({ creative }, j) =>
        checkCreative(creative, capabilities, `/adSets/${i}/ads/${j}/creative`),
      ),
    ]),
  ];
}

/** What a day of the whole campaign may cost: the sum that a permit has to allow. */
export function dailyBudgetOf({ adSets }: CampaignPlan): number {
  return adSets.reduce((sum, { dailyBudgetCents }) => sum + dailyBudgetCents, 0);
}

/** What of a creative a platform does not take, with pointers that begin with `at`. */
export function checkCreative(creative: Creative, { placements }: PlatformCapabilities, at: string): ProblemField[] {
  const parsed = creativeSchema.safeParse(creative);
  if (!parsed.success) return toFields(parsed.error, at);
  return placements.flatMap((limits) => checkPlacement(parsed.data, limits, at));
}

/** A budget below what the platform takes. */
export function checkBudget(
  cents: number,
  { minDailyBudgetCents }: PlatformCapabilities,
  pointer = "/dailyBudgetCents",
): ProblemField[] {
  return cents >= minDailyBudgetCents ? [] : [{ pointer, message: `must be ${minDailyBudgetCents} cents at least` }];
}

function checkPlacement(creative: Creative, limits: PlacementLimits, at: string): ProblemField[] {
  const { placement, headlines, descriptions, message, needsImage } = limits;
  return [
    ...checkTexts(creative.headlines, headlines, `${at}/headlines`, placement),
    ...checkTexts(creative.descriptions, descriptions, `${at}/descriptions`, placement),
    ...(message === null ? [] : checkMessage(creative.message, message, `${at}/message`, placement)),
    ...(needsImage && creative.imageUrl === undefined
      ? [{ pointer: `${at}/imageUrl`, message: `must be given for ${placement}` }]
      : []),
  ];
}

function checkTexts(texts: readonly string[], limit: TextLimit, at: string, placement: string): ProblemField[] {
  const few = `must be ${limit.min} to ${limit.max} texts for ${placement}`;
  return [
    ...(texts.length < limit.min || texts.length > limit.max ? [{ pointer: at, message: few }] : []),
    ...texts.flatMap((text, i) => checkLength(text, limit, `${at}/${i}`, placement)),
  ];
}

function checkMessage(text: string | undefined, limit: TextLimit, at: string, placement: string): ProblemField[] {
  if (text !== undefined) return checkLength(text, limit, at, placement);
  return limit.min > 0 ? [{ pointer: at, message: `must be given for ${placement}` }] : [];
}

function checkLength(text: string, { length }: TextLimit, pointer: string, placement: string): ProblemField[] {
  const message = `must have ${length} characters at most for ${placement}, not ${text.length}`;
  return text.length > length ? [{ pointer, message }] : [];
}

/** One tag, one object: a tag that stands twice in a plan could not be told apart afterwards. */
function checkTags({ tag, adSets }: CampaignPlan): ProblemField[] {
  const seen = new Set([tag]);
  const check = (own: string, pointer: string): ProblemField[] => {
    if (seen.has(own)) return [{ pointer, message: "must be another tag for each object" }];
    seen.add(own);
    return [];
  };
  return adSets.flatMap((adSet, i) => [
    ...check(adSet.tag, `/adSets/${i}/tag`),
    ...adSet.ads.flatMap((ad, j) => check(ad.tag, `/adSets/${i}/ads/${j}/tag`)),
  ]);
}

function toFields(error: Unparsed, at = ""): ProblemField[] {
  return error.issues.map(({ path, message }) => ({ pointer: [at, ...path.map(String)].join("/"), message }));
}

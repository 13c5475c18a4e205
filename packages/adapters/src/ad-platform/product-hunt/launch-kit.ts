import type { CampaignPlan } from "@rapport/contracts/ad-platforms";
import type { LaunchKit } from "@rapport/contracts/launches";
import { LAUNCH_LIMITS } from "@rapport/contracts/launches";

type Texts = Omit<LaunchKit, "problems">;
const LIMITS = Object.entries(LAUNCH_LIMITS);

/** Puts a plan's texts where a launch needs them: headline = tagline, description, message = first comment; says what the form would refuse. */
export function toLaunchKit({ name, startsOn, adSets }: CampaignPlan): LaunchKit[] {
  return adSets
    .flatMap(({ ads }) => ads)
    .map(({ creative }) => ({
      name,
      tagline: creative.headlines[0] ?? "",
      description: creative.descriptions[0] ?? "",
      url: creative.url,
      comment: creative.message ?? "",
      imageUrls: creative.imageUrl === undefined ? [] : [creative.imageUrl],
      launchAt: `${startsOn}T00:01:00 America/Los_Angeles`,
    }))
    .map((texts) => ({ ...texts, problems: findProblems(texts) }));
}

function findProblems(texts: Texts): LaunchKit["problems"] {
  const missing = [texts.tagline === "" && "tagline", texts.description === "" && "description"]
    .filter((name) => name !== false)
    .map((name) => ({ pointer: `/${name}`, message: "must not be empty" }));
  const long = LIMITS.filter(([name, max]) => String(Reflect.get(texts, name)).length > max).map(([name, max]) => {
    return { pointer: `/${name}`, message: `must have ${max} characters at most` };
  });
  return [...missing, ...long];
}

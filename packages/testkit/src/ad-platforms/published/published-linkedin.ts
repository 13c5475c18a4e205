import type { Exchange } from "../fake-platform.ts";
import { findDepartures, readPublished } from "./check-published.ts";

export const LINKEDIN = readPublished("linkedin");
const OBJECTS: Record<string, string> = {
  adCampaignGroups: "AdCampaignGroup",
  adCampaigns: "AdCampaign",
  creatives: "Creative",
  adAnalytics: "AdAnalytics",
};
/** In LinkedIn's documentation, and not in what the connector keeps that the definitions are from. */
const LEFT_OUT = ["politicalIntent", "inlineContent", "dateRange"];

/** How a request to LinkedIn's Marketing API, or what is answered to it, departs from what a third party's connector reads. */
export function checkLinkedInExchange({ method, path, body, answer }: Exchange): string[] {
  const collection = path.split("/").find((part) => part in OBJECTS);
  const type = OBJECTS[collection ?? ""];
  if (type === undefined) return [];
  const { creative, patch, ...whole } = Object(body);
  const sent = without(creative ?? patch?.$set ?? whole);
  const elements: unknown = Object(answer.body).elements;
  const rows = Array.isArray(elements) ? elements : method === "GET" && answer.status < 300 ? [answer.body] : [];
  return [
    ...(method === "POST" ? findDepartures(LINKEDIN, type, sent, "request") : []),
    ...rows.flatMap((row) => findDepartures(LINKEDIN, type, without(Object(row)), "answer")),
  ];
}

function without(sent: object): object {
  return Object.fromEntries(Object.entries(sent).filter(([name]) => !LEFT_OUT.includes(name)));
}

import type { Exchange } from "../fake-platform.ts";
import { findDepartures, readPublished, typeAt } from "./check-published.ts";

export const META = readPublished("meta");
const OBJECTS = { campaigns: "Campaign", adsets: "AdSet", ads: "Ad" } as const;
const CREATING = { campaigns: "create_campaign", adsets: "create_ad_set", ads: "create_ad" } as const;
type Edge = keyof typeof OBJECTS;
const isEdge = (name: string | undefined): name is Edge => name !== undefined && name in OBJECTS;

/**
 * How a request to Meta's Marketing API, or what is answered to it, departs from what Meta's own client takes and reads.
 * @param edgeOf where an object was made, by its id
 */
export function checkMetaExchange(exchange: Exchange, edgeOf: (id: string) => Edge | undefined): string[] {
  const { method, path, body, answer } = exchange;
  const [, , id = "", edge] = path.split("/");
  if (method === "GET") return edge === "insights" ? checkInsights(exchange) : checkList(exchange, edge);
  const made = isEdge(edge) ? `AdAccount.${CREATING[edge]}` : undefined;
  const kind = edgeOf(id);
  const type = made ?? (kind ? `${OBJECTS[kind]}.api_update` : "nothing");
  const isMade = answer.status < 300 && Object(answer.body).id !== undefined;
  return [
    ...findDepartures(META, type, body, "request"),
    ...(isMade && isEdge(edge) ? findDepartures(META, OBJECTS[edge], answer.body, "answer") : []),
  ];
}

function checkList({ query, answer }: Exchange, edge: string | undefined): string[] {
  if (!isEdge(edge)) return [`${edge} is no edge`];
  // The three are asked alike: a field has to be of one of them.
  const asked = fieldsOf(query).filter((field) => !Object.values(OBJECTS).some((type) => typeAt(META, type, [field])));
  return [
    ...asked.map((field) => `${field} can not be asked for`),
    ...rowsOf(answer.body).flatMap((row) => findDepartures(META, OBJECTS[edge], row, "answer")),
  ];
}

function checkInsights({ query, answer }: Exchange): string[] {
  const { level, time_increment: increment, time_range: range } = Object.fromEntries(query);
  const parameters = { level, time_increment: increment, time_range: range };
  return [
    ...findDepartures(META, "Campaign.get_insights", parameters, "request"),
    ...fieldsOf(query)
      .filter((field) => typeAt(META, "AdsInsights", [field]) === undefined)
      .map((field) => `${field} can not be asked for`),
    ...rowsOf(answer.body).flatMap((row) => findDepartures(META, "AdsInsights", row, "answer")),
  ];
}

const fieldsOf = (query: URLSearchParams) => (query.get("fields") ?? "").split(",").filter((field) => field !== "");

function rowsOf(body: unknown): unknown[] {
  const rows: unknown = Object(body).data;
  return Array.isArray(rows) ? rows : [];
}

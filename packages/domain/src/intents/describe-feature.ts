/** Texts of features without a parameter. */
const TEXTS: Readonly<Record<string, (value: string) => string>> = {
  days_since_first: (value) => `known for ${value} days`,
  days_since_last: (value) => `last seen ${value} days ago`,
  days_between_visits: (value) => `comes every ${value} days`,
  silence_ratio: (value) => `silent for ${value} times the usual pause`,
  pace_7d: (value) => `last week at ${value} times the pace of the month`,
  days_since_goal: (value) => `last reached the goal ${value} days ago`,
  value_30d: (value) => `worth ${value} within 30 days`,
  value_90d: (value) => `worth ${value} within 90 days`,
  identified: (value) => (value === "1" ? "has signed in" : "has not signed in"),
  last_hour: (value) => `last seen in the hour from ${value}:00 UTC`,
  weekend_share: (value) => `${value} of the actions at weekends`,
};

/** What a feature says of a person in words; `value` undefined names the feature itself. */
export function describeFeature(name: string, value?: number): string {
  const shown = value === undefined ? "n" : formatValue(value);
  const [head = "", action] = splitName(name);
  if (action !== undefined) return describeAction(head, action, shown);
  const window = /^(events|visits|active_days|goal)_(\d+)d$/.exec(head);
  const text = TEXTS[head];
  if (window === null)
    return text === undefined ? `${name} is ${shown}` : isMissing(value) ? describeMissing(head) : text(shown);
  const nouns: Record<string, string> = {
    events: "actions",
    visits: "visits",
    active_days: "days with actions",
    goal: "times at the goal",
  };
  return `${shown} ${nouns[window[1] ?? ""]} within ${window[2]} days`;
}

function describeAction(head: string, action: string, shown: string): string {
  if (head === "days_since") return shown === "none" ? `no “${action}” yet` : `“${action}” ${shown} days ago`;
  return `${shown} × “${action}” within ${/\d+/.exec(head)?.[0]} days`;
}

function describeMissing(head: string): string {
  if (head === "days_since_goal") return "has not reached the goal yet";
  return head === "days_between_visits" || head === "silence_ratio" ? "came once only" : "not seen lately";
}

/** The action may hold a colon itself. */
function splitName(name: string): [string, string | undefined] {
  const at = name.indexOf(":");
  return at < 0 ? [name, undefined] : [name.slice(0, at), name.slice(at + 1)];
}

function isMissing(value: number | undefined): boolean {
  return value !== undefined && Number.isNaN(value);
}

function formatValue(value: number): string {
  if (Number.isNaN(value)) return "none";
  return String(Math.abs(value) >= 10 ? Math.round(value) : Math.round(value * 10) / 10);
}

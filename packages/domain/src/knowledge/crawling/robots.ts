/** What a site allows our reader: whether a path may be fetched, and how long to wait between pages. */
export type Robots = { allows(path: string): boolean; delayMs: number };

/** The word that sites name us by; also in our User-Agent. */
export const ROBOT_NAME = "rapport";
/** Longest pause that a site may ask for; a longer one would hold a job for hours. */
const MAX_DELAY_MS = 5_000;
/** Bytes that RFC 9309 §2.5 wants read. */
export const ROBOTS_BYTES = 512 * 1024;

type Rule = { allow: boolean; pattern: string };
type Group = { agents: string[]; rules: Rule[]; delayMs: number };

export const ALLOW_ALL: Robots = { allows: () => true, delayMs: 0 };
/** What counts while a site's rules cannot be read (RFC 9309 §2.3.1.4). */
export const ALLOW_NOTHING: Robots = { allows: () => false, delayMs: 0 };

/**
 * Reads robots.txt by RFC 9309: the group that names us, else the one of all; in it the longest rule that fits decides, `Allow` among
 * equal ones; `*` and `$` as there. O(length).
 */
export function parseRobots(text: string): Robots {
  const groups = readGroups(text);
  const named = groups.filter(({ agents }) => agents.includes(ROBOT_NAME));
  const chosen = named.length > 0 ? named : groups.filter(({ agents }) => agents.includes("*"));
  const rules = chosen.flatMap((group) => group.rules);
  return {
    delayMs: Math.min(MAX_DELAY_MS, Math.max(0, ...chosen.map(({ delayMs }) => delayMs))),
    allows(path) {
      if (path === "/robots.txt") return true;
      let best: Rule | undefined;
      for (const rule of rules) {
        const isLonger =
          rule.pattern.length > (best?.pattern.length ?? -1) ||
          (rule.pattern.length === best?.pattern.length && rule.allow);
        if (isLonger && fits(rule.pattern, path)) best = rule;
      }
      return best?.allow ?? true;
    },
  };
}

function readGroups(text: string): Group[] {
  const groups: Group[] = [];
  let group: Group | undefined;
  let isNaming = false;
  for (const line of text.split(/\r\n?|\n/)) {
    const [, name = "", value = ""] = /^\s*([\w-]+)\s*:\s*([^#]*)/.exec(line) ?? [];
    const field = name.toLowerCase();
    const said = value.trim();
    if (field === "user-agent") {
      if (!group || !isNaming) {
        group = { agents: [], rules: [], delayMs: 0 };
        groups.push(group);
      }
      group.agents.push(said.toLowerCase().split("/")[0] ?? "");
    } else if (group && field === "crawl-delay") group.delayMs = Number(said) * 1_000 || 0;
    else if (group && (field === "allow" || field === "disallow") && said !== "")
      group.rules.push({ allow: field === "allow", pattern: said });
    if (field !== "") isNaming = field === "user-agent";
  }
  return groups;
}

/**
 * Whether a path begins as a pattern says, `*` standing for anything and `$` for the end. Pieces are looked up one after the other, the
 * earliest place of each, so a pattern of many stars costs no more than a long one.
 */
function fits(pattern: string, path: string): boolean {
  const isWhole = pattern.endsWith("$");
  const [first = "", ...pieces] = (isWhole ? pattern.slice(0, -1) : pattern).split("*");
  if (!path.startsWith(first)) return false;
  let at = first.length;
  const last = isWhole ? pieces.pop() : undefined;
  for (const piece of pieces) {
    const found = path.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  if (!isWhole) return true;
  return last === undefined ? at === path.length : path.length - last.length >= at && path.endsWith(last);
}

import { KNOWLEDGE_LIMITS } from "@rapport/contracts/knowledge";
import type { Outgoing, OutgoingAnswer } from "../../outgoing/outgoing.ts";
import type { ReadFile } from "../reading/read-file.ts";
import { readFile } from "../reading/read-file.ts";
import type { Robots } from "./robots.ts";
import { ALLOW_ALL, ALLOW_NOTHING, parseRobots, ROBOT_NAME, ROBOTS_BYTES } from "./robots.ts";

/** What came of asking for one address. */
export type FetchedPage =
  | { kind: "page"; url: string; read: ReadFile }
  /** Another address stands for it. */
  | { kind: "moved"; to: string }
  /** It is not there, or wants not to be kept: what was read of it before goes, too. */
  | { kind: "gone"; reason: string }
  /** It could not be read this time, or is nothing that we read. */
  | { kind: "skipped"; reason: string };

const HEADERS = {
  "user-agent": `${ROBOT_NAME}/1.0 (knowledge base)`,
  accept: "text/html,application/xhtml+xml,text/markdown,text/plain,application/pdf;q=0.9",
  "accept-encoding": "identity",
};
const READ_TYPES = /^(?:text\/(?:html|plain|markdown|x-markdown)|application\/(?:xhtml\+xml|pdf))$/;

/** The rules of the site that an address is on. A site that has none allows all; one that fails allows nothing for now. */
export async function fetchRobots(outgoing: Outgoing, origin: string): Promise<Robots> {
  try {
    const answer = await outgoing.fetch(`${origin}/robots.txt`, {
      headers: HEADERS,
      maxBytes: ROBOTS_BYTES,
      redirects: 5,
      timeoutMs: 10_000,
    });
    if (answer.status >= 500 || answer.status === 429) return ALLOW_NOTHING;
    return answer.status >= 200 && answer.status < 300 ? parseRobots(answer.body) : ALLOW_ALL;
  } catch {
    // Unreachable counts as a complete disallow; the page itself then says what is wrong.
    return ALLOW_NOTHING;
  }
}

/** Fetches and reads one page. Never throws for what the other side does. */
export async function fetchPage(outgoing: Outgoing, url: string): Promise<FetchedPage> {
  let answer: OutgoingAnswer;
  try {
    answer = await outgoing.fetch(url, { headers: HEADERS, maxBytes: KNOWLEDGE_LIMITS.pageBytes, timeoutMs: 20_000 });
  } catch (error) {
    return { kind: "skipped", reason: error instanceof Error ? error.message : String(error) };
  }
  const { status, headers } = answer;
  if (status >= 300 && status < 400 && headers.location !== undefined && URL.canParse(headers.location, url))
    return { kind: "moved", to: new URL(headers.location, url).href };
  if (status === 404 || status === 410) return { kind: "gone", reason: `answered ${status}` };
  if (status < 200 || status > 299) return { kind: "skipped", reason: `answered ${status}` };
  return readAnswer(url, answer);
}

async function readAnswer(url: string, { headers, bytes }: OutgoingAnswer): Promise<FetchedPage> {
  const [type = "", ...parameters] = (headers["content-type"] ?? "text/html").toLowerCase().split(/\s*;\s*/);
  if (!READ_TYPES.test(type)) return { kind: "skipped", reason: `is ${type}, which is not read` };
  if (headers["content-encoding"] !== undefined && headers["content-encoding"] !== "identity")
    return { kind: "skipped", reason: `is encoded as ${headers["content-encoding"]} although nothing was offered` };
  if (bytes.length >= KNOWLEDGE_LIMITS.pageBytes)
    return { kind: "skipped", reason: `has more than ${KNOWLEDGE_LIMITS.pageBytes} bytes` };
  if (/\b(?:noindex|none)\b/i.test(headers["x-robots-tag"] ?? ""))
    return { kind: "gone", reason: "asks not to be kept" };
  const charset = parameters
    .find((part) => part.startsWith("charset="))
    ?.slice(8)
    .replaceAll('"', "");
  try {
    const read = await readFile(nameOf(type), bytes, charset ?? sniffCharset(bytes));
    if (!read.mayKeep) return { kind: "gone", reason: "asks not to be kept" };
    return { kind: "page", url, read };
  } catch (error) {
    return { kind: "skipped", reason: error instanceof Error ? error.message : String(error) };
  }
}

/** A name that its format is told by. */
function nameOf(type: string): string {
  if (type.includes("markdown")) return "page.md";
  return type === "text/plain" ? "page.txt" : "page.html";
}

function sniffCharset(bytes: Uint8Array): string {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 2_048));
  return /<meta[^>]{1,200}charset=["']?([\w-]{2,30})/i.exec(head)?.[1] ?? "utf-8";
}

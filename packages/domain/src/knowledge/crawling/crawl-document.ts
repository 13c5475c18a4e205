import { setTimeout as sleep } from "node:timers/promises";
import { RapportError } from "@rapport/contracts/errors";
import type { DocumentRow } from "@rapport/store/queries/knowledge";
import {
  deleteDocumentRows,
  listChildren,
  nextKnowledgeRevision,
  updateDocument,
} from "@rapport/store/queries/knowledge";
import type { Context } from "../../context.ts";
import type { ReadingJob } from "../document-read-job.ts";
import { noteText } from "../note-text.ts";
import { chunkBlocks } from "../reading/chunk-blocks.ts";
import type { ReadFile } from "../reading/read-file.ts";
import { storeDocument } from "../store-document.ts";
import { fetchPage, fetchRobots } from "./fetch-page.ts";
import type { Robots } from "./robots.ts";

/** Pause between two pages of a site that asks for none: nobody is to notice us by their load. */
const PAUSE_MS = 200;
const MAX_NOTES = 20;
const MAX_MOVES = 5;

type Crawl = {
  ctx: Context;
  root: DocumentRow;
  job: ReadingJob;
  origin: string;
  robots: Robots;
  /** Addresses to read, in the order in which they were found. */
  queue: { url: string; depth: number; moves: number }[];
  seen: Set<string>;
  /** Addresses whose documents stay: read now, or not reachable this time. */
  kept: Set<string>;
  pages: number;
  notes: string[];
};

/**
 * Reads a site from one address on, breadth first, within its bounds and its robots.txt, on the site of the first page alone. The first
 * page is the document itself, every other one is a document under it; pages that are gone are removed.
 * @throws RapportError unavailable when the first page cannot be read, conflict when it may not be
 */
export async function crawlDocument(ctx: Context, root: DocumentRow, job: ReadingJob): Promise<{ pages: number }> {
  const start = root.url ?? root.key;
  const { origin } = new URL(start);
  const robots = await fetchRobots(ctx.outgoing, origin);
  const queue = [{ url: start, depth: 0, moves: 0 }];
  const crawl: Crawl = {
    ctx,
    root,
    job,
    origin,
    robots,
    queue,
    seen: new Set([start]),
    kept: new Set(),
    pages: 0,
    notes: [],
  };
  const most = root.crawl?.maxPages ?? 1;
  for (let next = queue.shift(); next && crawl.pages < most; next = queue.shift()) {
    job.signal.throwIfAborted();
    await visit(crawl, next);
    job.report({ done: crawl.pages, total: Math.min(most, crawl.pages + queue.length), note: next.url });
    if (queue.length > 0) await sleep(Math.max(PAUSE_MS, crawl.robots.delayMs), undefined, { signal: job.signal });
  }
  if (crawl.pages === 0) throw new RapportError("unavailable", crawl.notes[0] ?? `${start} could not be read`);
  await finish(crawl);
  return { pages: crawl.pages };
}

async function visit(crawl: Crawl, { url, depth, moves }: Crawl["queue"][number]): Promise<void> {
  const { pathname, search } = new URL(url);
  if (!crawl.robots.allows(pathname + search)) {
    note(crawl, url, "may not be read by the site's robots.txt, or that could not be read");
    return;
  }
  const page = await fetchPage(crawl.ctx.outgoing, url);
  switch (page.kind) {
    case "moved":
      await follow(crawl, page.to, depth, moves);
      return;
    case "gone":
      note(crawl, url, page.reason);
      return;
    case "skipped":
      crawl.kept.add(url);
      note(crawl, url, page.reason);
      return;
    case "page":
      await keep(crawl, url, page.read);
      if (depth < (crawl.root.crawl?.depth ?? 0) && page.read.mayFollow)
        enqueue(crawl, url, page.read.links, depth + 1);
  }
}

/** Another address of the same site; the first page may lead to another site (from example.com to www.example.com). */
async function follow(crawl: Crawl, to: string, depth: number, moves: number): Promise<void> {
  const url = new URL(to);
  url.hash = "";
  if (crawl.seen.has(url.href) || moves >= MAX_MOVES) return;
  if (url.origin !== crawl.origin) {
    if (crawl.pages > 0 || depth > 0) return note(crawl, to, "leads to another site");
    crawl.origin = url.origin;
    crawl.robots = await fetchRobots(crawl.ctx.outgoing, url.origin);
  }
  crawl.seen.add(url.href);
  crawl.queue.unshift({ url: url.href, depth, moves: moves + 1 });
}

async function keep(crawl: Crawl, url: string, read: ReadFile): Promise<void> {
  const { ctx, root } = crawl;
  const chunks = chunkBlocks(read.blocks);
  const notes = noteText(chunks, read.hidden);
  const isRoot = crawl.pages++ === 0;
  const title = (read.title ?? "").slice(0, 300) || url;
  const said = { kind: "url" as const, url, language: root.language, notes, chunks };
  crawl.kept.add(url);
  try {
    if (isRoot)
      await storeDocument(ctx, {
        ...said,
        key: root.key,
        title: root.title === root.key ? title : root.title,
        state: "reading",
      });
    else await storeDocument(ctx, { ...said, key: url, title, parentId: root.id });
  } catch (error) {
    if (isRoot || !(error instanceof RapportError) || error.retryable) throw error;
    note(crawl, url, error.message);
  }
  if (isRoot) crawl.notes.push(...notes);
}

function enqueue(crawl: Crawl, base: string, links: readonly string[], depth: number): void {
  for (const link of links) {
    const url = URL.parse(link, base);
    if (url?.origin !== crawl.origin) continue;
    url.hash = "";
    if (url.href.length > 2_000 || crawl.seen.has(url.href) || crawl.seen.size >= 5_000) continue;
    crawl.seen.add(url.href);
    crawl.queue.push({ url: url.href, depth, moves: 0 });
  }
}

function note({ notes }: Crawl, url: string, reason: string): void {
  if (notes.length < MAX_NOTES) notes.push(`${url} ${reason}`);
}

/** Removes the pages that are no more, and writes down what was left out. */
async function finish({ ctx, root, kept, notes, queue, pages }: Crawl): Promise<void> {
  const { store, projectId } = ctx;
  const gone = (await listChildren(store.db, projectId, root.id)).filter(({ key }) => !kept.has(key));
  if (queue.length > 0) notes.push(`${queue.length} more pages were found; at most ${pages} are read`);
  await store.withTransaction(async (tx) => {
    if (gone.length > 0) await nextKnowledgeRevision(tx, projectId);
    for (const { id } of gone) await deleteDocumentRows(tx, { projectId, id });
    await updateDocument(tx, { projectId, id: root.id }, { state: "ready", notes });
  });
}

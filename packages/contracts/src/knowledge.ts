import { z } from "zod";

/** Bounds of a knowledge base. */
export const KNOWLEDGE_LIMITS = {
  /** Documents of one project. */
  documents: 5_000,
  /** Chunks of one project: what one process holds in memory to search. */
  chunks: 30_000,
  /** Text of one document after reading, UTF-16 code units; what is longer is refused, not cut. */
  textLength: 2_000_000,
  /** A file in base64, characters: three quarters of it are bytes. */
  fileLength: 3_900_000,
  titleLength: 300,
  keyLength: 500,
  urlLength: 2_000,
  /** A question, UTF-16 code units. */
  questionLength: 1_000,
  /** Links that a crawl follows away from its first page, and pages that it reads. */
  crawlDepth: 3,
  crawlPages: 200,
  /** One page that is fetched, bytes. */
  pageBytes: 4_000_000,
} as const;

/** Where a document's text comes from. */
const DOCUMENT_KINDS = ["text", "file", "url", "catalog", "content"] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

export const TEXT_FORMATS = ["text", "markdown", "html"] as const;
export type TextFormat = (typeof TEXT_FORMATS)[number];

/** `en` stems words and leaves out English stop words; `none` searches words as they are written. */
const languageSchema = z.enum(["en", "none"]).default("en");
const titleSchema = z.string().trim().max(KNOWLEDGE_LIMITS.titleLength);
const keySchema = z.string().trim().min(1).max(KNOWLEDGE_LIMITS.keyLength);

const textDocumentSchema = z.strictObject({
  kind: z.literal("text"),
  title: titleSchema.min(1),
  text: z.string().min(1).max(KNOWLEDGE_LIMITS.textLength),
  format: z.enum(TEXT_FORMATS).default("markdown"),
  /** What makes it the same document when it is added again, which then replaces it; the title when absent. */
  key: keySchema.optional(),
  language: languageSchema,
});

const fileDocumentSchema = z.strictObject({
  kind: z.literal("file"),
  /** Name of the file: the key, and how its format is told where its first bytes do not (.md, .html, .txt, .pdf). */
  name: keySchema,
  title: titleSchema.min(1).optional(),
  contentBase64: z.base64("must be base64").min(1).max(KNOWLEDGE_LIMITS.fileLength),
  language: languageSchema,
});

const urlDocumentSchema = z.strictObject({
  kind: z.literal("url"),
  /** Public http or https address; its pages are read as far as robots.txt allows. */
  url: z.url({ protocol: /^https?$/, error: "must be an http or https address" }).max(KNOWLEDGE_LIMITS.urlLength),
  title: titleSchema.min(1).optional(),
  /** Links that are followed from page to page on the same site; 0 reads this page alone. */
  depth: z.number().int().min(0).max(KNOWLEDGE_LIMITS.crawlDepth).default(0),
  maxPages: z.number().int().min(1).max(KNOWLEDGE_LIMITS.crawlPages).default(20),
  language: languageSchema,
});

/** The project's items as one document, kept current. */
const catalogDocumentSchema = z.strictObject({ kind: z.literal("catalog"), language: languageSchema });

/** Body of `POST /api/v1/knowledge/documents`. */
export const addDocumentSchema = z.discriminatedUnion("kind", [
  textDocumentSchema,
  fileDocumentSchema,
  urlDocumentSchema,
  catalogDocumentSchema,
]);
export type AddDocument = z.infer<typeof addDocumentSchema>;

/** `reading`: a job reads it, what was there before still answers; `ready`; `failed`: `error` says why. */
export const DOCUMENT_STATES = ["reading", "ready", "failed"] as const;

/** A document of the knowledge base. */
export const documentSchema = z.object({
  /** `kdc_…` */
  id: z.string(),
  kind: z.enum(DOCUMENT_KINDS),
  key: z.string(),
  title: z.string(),
  url: z.string().nullable(),
  language: z.enum(["en", "none"]),
  state: z.enum(DOCUMENT_STATES),
  error: z.string().nullable(),
  /** What an editor should know: pages left out, text that speaks to a model rather than to readers. */
  notes: z.array(z.string()),
  /** The document whose crawl found this page; null for one that somebody added. */
  parentId: z.string().nullable(),
  characters: z.number().int(),
  chunks: z.number().int(),
  /** The job that reads it, or read it last. */
  jobId: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type KnowledgeDocument = z.infer<typeof documentSchema>;
export const documentPageSchema = z.object({ data: z.array(documentSchema), nextCursor: z.string().nullable() });

/** One document with its chunks as they are searched. */
export const documentDetailSchema = documentSchema.extend({
  parts: z.array(z.object({ id: z.string(), heading: z.string(), text: z.string() })),
});
export type DocumentDetail = z.infer<typeof documentDetailSchema>;

/** What a question asks for, which decides how it is searched and answered. */
export const QUESTION_TYPES = ["fact", "how-to", "comparison", "broad"] as const;
export type QuestionType = (typeof QUESTION_TYPES)[number];

/** Body of `POST /api/v1/knowledge/query`. */
export const knowledgeQuerySchema = z.strictObject({
  question: z.string().trim().min(1).max(KNOWLEDGE_LIMITS.questionLength),
  /** Passages that the answer may rest on. */
  limit: z.number().int().min(1).max(20).default(6),
  /** Search these documents alone. */
  documentIds: z.array(z.string().min(1).max(64)).max(100).optional(),
  /** False only searches: no answer is written. */
  answer: z.boolean().default(true),
});
export type KnowledgeQuery = z.infer<typeof knowledgeQuerySchema>;

/** A passage that was found, with what placed it where it stands; every figure 0–1. */
export const passageSchema = z.object({
  /** Number that the answer cites it by, from 1. */
  number: z.number().int(),
  chunkId: z.string(),
  documentId: z.string(),
  title: z.string(),
  heading: z.string(),
  url: z.string().nullable(),
  text: z.string(),
  /** The sentences of it that bear on the question. */
  quote: z.string(),
  score: z.number(),
  why: z.object({
    /** Part of the word search (BM25) and of the search by topics, within their own lists. */
    words: z.number(),
    topics: z.number(),
    /** Share of the question's words in it, by how much each tells; words close by each other; pairs in order; in headings. */
    coverage: z.number(),
    proximity: z.number(),
    phrase: z.number(),
    heading: z.number(),
    /** Which of the questions asked found it: the question itself first. */
    queries: z.array(z.number().int()),
  }),
});
export type Passage = z.infer<typeof passageSchema>;

const claimProblemSchema = z.object({
  kind: z.enum(["number", "date", "name", "negation", "coverage"]),
  found: z.string(),
});

/** One statement of the answer, held against the passage it cites. */
export const answerClaimSchema = z.object({
  text: z.string(),
  /** Number of the passage; null when none supports it. */
  citation: z.number().int().nullable(),
  supported: z.boolean(),
  /** Share of its words in that passage, 0–1. */
  coverage: z.number(),
  problems: z.array(claimProblemSchema),
});
export type AnswerClaim = z.infer<typeof answerClaimSchema>;

/** Answer of `POST /api/v1/knowledge/query`. */
export const knowledgeAnswerSchema = z.object({
  /** `unknown`: nothing in the documents answers it well enough, and `answer` says so. */
  status: z.enum(["answered", "unknown", "searched"]),
  /** Supported statements with `[n]` after each. */
  answer: z.string(),
  questionType: z.enum(QUESTION_TYPES),
  /** Questions that were searched for: the one asked, then other wordings. */
  queries: z.array(z.string()),
  passages: z.array(passageSchema),
  /** Every statement that was written; those without support are not in `answer`. */
  claims: z.array(answerClaimSchema),
  /** Share of the statements written that their passage supports, 0–1. */
  groundedness: z.number(),
  /** 0–1: how well the passages cover the question and the statements rest on them. An estimate, no calibrated probability. */
  confidence: z.number(),
  /** Who wrote the answer; null when nothing was written. */
  model: z.string().nullable(),
  /** Who ordered the passages last. */
  reranker: z.string(),
});
export type KnowledgeAnswer = z.infer<typeof knowledgeAnswerSchema>;

import { gzipSync } from "node:zlib";
import fc from "fast-check";

/** One request with a body that nobody should send. */
export type HostileBody = {
  path: string;
  headers: Record<string, string>;
  body: Uint8Array;
  /** Pieces that it is sent in, with a rest between them; 1 = at once. */
  pieces: number;
  /** What is wrong with it, for whoever reads a failure. */
  flaw: string;
};

const FIELDS = [
  "type",
  "messageId",
  "anonymousId",
  "userId",
  "event",
  "name",
  "category",
  "groupId",
  "previousId",
  "properties",
  "traits",
  "context",
  "integrations",
  "timestamp",
  "originalTimestamp",
  "sentAt",
  "batch",
  "writeKey",
];
const TYPES = ["track", "identify", "page", "screen", "group", "alias"];
const BATCH_PATHS = ["/v1/batch", "/v1/b", "/beacon/v1/batch", "/v1/import"];
/** Raw JSON texts: writing values with `JSON.stringify` would heal some of them. */
const LEAVES = [
  "null",
  "true",
  "0",
  "-0.5e-7",
  "1e400",
  "-1e999",
  "123456789012345678901234567890",
  '""',
  '"a"',
  String.raw`"a\u0000b"`,
  String.raw`"\ud800"`,
  String.raw`"\udc00\ud800"`,
  '"[object Object]"',
  '"2026-13-45T99:99:99Z"',
  "-8640000000000001",
  '"Good Event"',
  '"track"',
  "[]",
  "{}",
  '"\u2028\ufeff"',
];
const KEYS = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "valueOf",
  "toJSON",
  "then",
  "",
  "a/b~c",
  String.raw`\u0000`,
];
const BOMB = gzipSync(Buffer.alloc(32 * 1024 * 1024, " "));

/** JSON texts of any shape. */
const { json } = fc.letrec<{ json: string; list: string; object: string }>((tie) => ({
  json: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(...LEAVES),
    fc.string({ unit: "binary", maxLength: 20 }).map((text) => JSON.stringify(text)),
    fc.double().map((number) => String(number)), // NaN and Infinity among them
    tie("list"),
    tie("object"),
  ),
  list: fc.array(tie("json"), { maxLength: 5 }).map((items) => `[${items.join(",")}]`),
  object: fc
    .array(fc.tuple(fc.constantFrom(...KEYS, ...FIELDS), tie("json")), { maxLength: 5 })
    .map((members) => `{${members.map(([key, value]) => `"${key}":${value}`).join(",")}}`),
}));

/** Values whose size is what is wrong with them. */
const large = fc.oneof(
  fc.integer({ min: 30, max: 20_000 }).map((depth) => "[".repeat(depth) + "]".repeat(depth)),
  fc.integer({ min: 30, max: 8_000 }).map((depth) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`),
  fc.integer({ min: 8_190, max: 40_000 }).map((length) => `{"${"k".repeat(length)}":1}`),
  fc.integer({ min: 8_190, max: 70_000 }).map((length) => `"${"x".repeat(length)}"`),
  fc.integer({ min: 250, max: 3_000 }).map((count) => `{${Array.from({ length: count }, (_, i) => `"k${i}":${i}`)}}`),
);

/** A text, and a path that it is for. */
type Sent = { path: string; sent: string };

const oddField = fc.tuple(
  fc.constantFrom(...FIELDS),
  fc.oneof({ weight: 8, arbitrary: json }, { weight: 1, arbitrary: large }),
);

/** A message that is right but for up to two of its fields. */
const message = fc.tuple(fc.constantFrom(...TYPES), fc.array(oddField, { maxLength: 2 })).map(([type, odd]): Sent => {
  const right = { type: `"${type}"`, event: '"Odd"', userId: '"u-1"', groupId: '"g"', previousId: '"p"' };
  const fields = new Map<string, string>([...Object.entries(right), ...odd]);
  return { path: `/v1/${type}`, sent: `{${[...fields].map(([field, value]) => `"${field}":${value}`).join(",")}}` };
});

const batch = fc
  .tuple(
    fc.constantFrom(...BATCH_PATHS),
    fc.array(fc.oneof({ weight: 5, arbitrary: message.map(({ sent }) => sent) }, json), { maxLength: 8 }),
    fc.option(json, { freq: 2 }),
  )
  .map(([path, messages, context]): Sent => {
    return { path, sent: `{"batch":[${messages.join(",")}]${context === null ? "" : `,"context":${context}`}}` };
  });

const wellFormed = fc.oneof(
  { weight: 4, arbitrary: message },
  { weight: 4, arbitrary: batch },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom("/v1/t", "/v1/page", ...BATCH_PATHS), json)
      .map(([path, sent]): Sent => ({ path, sent })),
  },
);

/** Bytes that are no JSON, or not in the encoding that they should be. */
const text: fc.Arbitrary<Sent & { flaw: string }> = fc.oneof(
  { weight: 10, arbitrary: wellFormed.map((whole) => ({ ...whole, flaw: "values" })) },
  {
    weight: 2,
    arbitrary: fc.tuple(wellFormed, fc.double({ min: 0, max: 1, noNaN: true })).map(([{ path, sent }, part]) => ({
      path,
      flaw: "cut",
      sent: sent.slice(0, Math.floor(sent.length * part)),
    })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(wellFormed, fc.nat(), fc.string({ unit: "binary-ascii", maxLength: 3 }))
      .map(([whole, draw, put]) => {
        const at = draw % (whole.sent.length + 1);
        return { path: whole.path, flaw: "exchanged", sent: whole.sent.slice(0, at) + put + whole.sent.slice(at + 1) };
      }),
  },
  { weight: 1, arbitrary: large.map((sent) => ({ path: "/v1/batch", flaw: "large", sent })) },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 100, max: 100_000 })
      .map((count) => ({ path: "/v1/b", flaw: "opened", sent: "[".repeat(count) })),
  },
);

type Encoded = { path?: string; body: Uint8Array; encoding?: string; flaw: string };
const ENCODERS: readonly ((sent: string) => Encoded)[] = [
  (sent) => ({ body: gzipSync(sent), encoding: "gzip", flaw: "gzip" }),
  (sent) => ({ body: gzipSync(sent).subarray(0, -5), encoding: "gzip", flaw: "cut gzip" }),
  (sent) => ({ body: Buffer.concat([gzipSync(sent), gzipSync(sent)]), encoding: "gzip", flaw: "gzip twice" }),
  (sent) => ({ body: Buffer.from(sent), encoding: "gzip", flaw: "no gzip" }),
  (sent) => ({ body: gzipSync(sent), flaw: "unlabelled gzip" }),
  (sent) => ({ body: Buffer.from(sent), encoding: "br", flaw: "br" }),
  (sent) => ({ body: Buffer.from(sent, "utf16le"), flaw: "UTF-16" }),
  (sent) => ({ body: Buffer.from(sent, "latin1"), flaw: "Latin-1" }),
];

const bytes = fc
  .tuple(text, fc.option(fc.constantFrom(...ENCODERS), { freq: 2 }), fc.nat({ max: 2 }))
  .map(([{ path, sent, flaw }, encode, draw]): Encoded => {
    // Two of three go as they are: what is wrongly encoded is refused whole, and its values never looked at.
    if (encode === null || draw > 0) return { path, body: Buffer.from(sent), flaw };
    const encoded = encode(sent);
    return { ...encoded, path, flaw: `${flaw}, ${encoded.flaw}` };
  });

/** Bodies that hurt by size are rare, as they are in the field: each costs as much as a thousand others. */
const rare = fc.constantFrom<Encoded>(
  { body: BOMB, encoding: "gzip", flaw: "gzip bomb" },
  { body: Buffer.alloc(4 * 1024 * 1024 + 1, "x"), flaw: "over 4 MB" },
  { body: Buffer.from(`{"batch":[${"1,".repeat(300_000)}1]}`), flaw: "300,001 messages" },
);

const HEADERS = ["application/json", "text/plain", "application/x-www-form-urlencoded", "image/png", ""];

/** Any body, on any path of the tracking API. */
export const hostileBody: fc.Arbitrary<HostileBody> = fc
  .record({
    type: fc.constantFrom(...HEADERS),
    encoded: fc.oneof({ weight: 999, arbitrary: bytes }, { weight: 1, arbitrary: rare }),
    slow: fc.nat({ max: 199 }),
    pieces: fc.integer({ min: 2, max: 5 }),
  })
  .map(({ type, encoded, slow, pieces }) => ({
    path: encoded.path ?? "/v1/batch",
    headers: {
      "Content-Type": type,
      ...(encoded.encoding === undefined ? {} : { "Content-Encoding": encoded.encoding }),
    },
    body: encoded.body,
    pieces: slow === 0 ? pieces : 1,
    flaw: slow === 0 ? `${encoded.flaw}, slow` : encoded.flaw,
  }));

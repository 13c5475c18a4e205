import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ImportRecord } from "./import-record.ts";
import { readCsvRecords } from "./read-csv-records.ts";
import { readJsonlRecords } from "./read-jsonl-records.ts";

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "import-"));
});
afterEach(() => rm(dir, { recursive: true }));

async function fileOf(content: string | Uint8Array): Promise<string> {
  const path = join(dir, "source");
  await writeFile(path, content);
  return path;
}

async function all(records: AsyncIterable<ImportRecord>): Promise<ImportRecord[]> {
  const result: ImportRecord[] = [];
  for await (const record of records) result.push(record);
  return result;
}

const brief = (records: ImportRecord[]) =>
  records.map(({ line, value, error }) => (error ? [line, error.code] : [line, value]));

/** Reading on from behind any record must give exactly the records that follow it. */
async function expectResumable(
  read: (from?: { byte: number; line: number }) => AsyncIterable<ImportRecord>,
): Promise<void> {
  const whole = await all(read());
  for (const [index, record] of whole.entries()) {
    const rest = await all(read({ byte: record.endByte, line: record.nextLine }));
    expect(rest).toEqual(whole.slice(index + 1));
  }
}

test("JSON Lines: byte order mark, CRLF, empty lines, unicode and a last line without an end", async () => {
  const path = await fileOf('\uFEFF{"a":1}\r\n\r\n{"b":"日本 🎉\u2028"}\n   \n{"c":3}');
  const records = await all(readJsonlRecords(path));
  expect(brief(records)).toEqual([
    [1, { a: 1 }],
    [3, { b: "日本 🎉\u2028" }],
    [5, { c: 3 }],
  ]);
  await expectResumable((from) => readJsonlRecords(path, from));
});

test("JSON Lines: endByte is the byte behind the line end", async () => {
  const text = '{"a":"é"}\r\n\n{"b":2}\n{"c":3}';
  const records = await all(readJsonlRecords(await fileOf(text)));
  const bytes = Buffer.from(text);
  expect(records.map((record) => record.endByte)).toEqual([
    bytes.indexOf("\n\n") + 1,
    bytes.indexOf('{"c"'),
    bytes.length,
  ]);
});

test("JSON Lines: broken lines are named, and what follows them is read", async () => {
  const path = await fileOf(
    Buffer.concat([
      Buffer.from('{"a":1}\n{"a":\n[1]\nnull\n"x"\n'),
      Buffer.from([0x7b, 0xff, 0xfe, 0x7d, 0x0a]),
      Buffer.from(`{"long":"${"x".repeat(1_100_000)}"}\n{"z":1}\n`),
    ]),
  );
  expect(brief(await all(readJsonlRecords(path)))).toEqual([
    [1, { a: 1 }],
    [2, "not_an_object"],
    [3, "not_an_object"],
    [4, "not_an_object"],
    [5, "not_an_object"],
    [6, "invalid_text"],
    [7, "event_too_large"],
    [8, { z: 1 }],
  ]);
  await expectResumable((from) => readJsonlRecords(path, from));
});

test("JSON Lines: lines that cross chunks of the file come whole", async () => {
  const lines = Array.from({ length: 2_000 }, (_, index) => ({ index, text: "ü".repeat((index * 37) % 700) }));
  const records = await all(readJsonlRecords(await fileOf(lines.map((line) => JSON.stringify(line)).join("\n"))));
  expect(records.map((record) => record.value)).toEqual(lines);
});

test("CSV: quotes, quoted line ends, doubled quotes, empty fields, CRLF, byte order mark and unicode", async () => {
  const path = await fileOf(
    '\uFEFFid,name,note\r\n1,"a ""q"", b","two\r\nlines"\r\n\r\n2,,\r\n3,"5"" x",日本\r\n4,5" screen,"with\n\n\nempty lines"\n5,"",z',
  );
  expect(brief(await all(readCsvRecords(path)))).toEqual([
    [2, { id: "1", name: 'a "q", b', note: "two\r\nlines" }],
    [5, { id: "2", name: "", note: "" }],
    [6, { id: "3", name: '5" x', note: "日本" }],
    [7, { id: "4", name: '5" screen', note: "with\n\n\nempty lines" }],
    [11, { id: "5", name: "", note: "z" }],
  ]);
  await expectResumable((from) => readCsvRecords(path, from));
});

test("CSV: a broken row is lost alone", async () => {
  const path = await fileOf('a,b\n1,2\n3,"x" y\n4\n5,6,7\n8,"never closed\n9,10\n11,"ok"\n12,"open\n');
  expect(brief(await all(readCsvRecords(path)))).toEqual([
    [2, { a: "1", b: "2" }],
    [3, "invalid_value"],
    [4, "invalid_value"],
    [5, "invalid_value"],
    [6, "invalid_value"],
    [7, { a: "9", b: "10" }],
    [8, { a: "11", b: "ok" }],
    [9, "invalid_value"],
  ]);
  await expectResumable((from) => readCsvRecords(path, from));
});

test("CSV: a quote that is never closed costs its row, however much follows", async () => {
  const rows = Array.from({ length: 30_000 }, (_, index) => `${index},text`);
  rows[10] = '10,"open';
  const records = await all(readCsvRecords(await fileOf(`id,text\n${rows.join("\n")}\n`)));
  expect(records.length).toBe(30_000);
  expect(records.filter((record) => record.error !== undefined).map((record) => record.line)).toEqual([12]);
});

test("CSV: another delimiter, an empty file, a header alone, and a header that names a column twice", async () => {
  expect(brief(await all(readCsvRecords(await fileOf('a;b\n1;"x;y"\n'), undefined, { delimiter: ";" })))).toEqual([
    [2, { a: "1", b: "x;y" }],
  ]);
  expect(await all(readCsvRecords(await fileOf("")))).toEqual([]);
  expect(await all(readCsvRecords(await fileOf("a,b")))).toEqual([]);
  await expect(all(readCsvRecords(await fileOf("a,b,a\n1,2,3")))).rejects.toThrow(/two columns are named "a"/);
});

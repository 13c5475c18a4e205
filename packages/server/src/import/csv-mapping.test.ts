import { RapportError } from "@rapport/contracts/errors";
import { expect, test } from "vitest";
import { mapCsvRecords, mapCsvRow, parseCsvMapping } from "./csv-mapping.ts";
import { readTime } from "./read-time.ts";

const SPEC =
  "userId=customer_id,event=action,timestamp=created_at,properties.product_id=sku,properties.price=price:number";

test("a row becomes a track message", () => {
  const row = { customer_id: "007", action: "Order Completed", created_at: "1700000000", sku: "k-1", price: "12.50" };
  expect(mapCsvRow(row, parseCsvMapping(SPEC))).toEqual({
    message: {
      type: "track",
      userId: "007",
      event: "Order Completed",
      timestamp: "2023-11-14T22:13:20.000Z",
      properties: { product_id: "k-1", price: 12.5 },
    },
  });
});

test("constants, quoted columns, types and empty cells", () => {
  const mapping = parseCsvMapping(
    `event='Product, ''Viewed''', userId = "id, old", properties.sale=sale:boolean, properties.tags=tags:json, properties.gone=gone:number, properties.n='3':number, properties.c=a:b`,
  );
  const row = { "id, old": "u1", sale: "Yes", tags: '["a",{"b":null}]', gone: "", "a:b": "colon" };
  expect(mapCsvRow(row, mapping)).toEqual({
    message: {
      type: "track",
      event: "Product, 'Viewed'",
      userId: "u1",
      properties: { sale: true, tags: ["a", { b: null }], n: 3, c: "colon" },
    },
  });
});

test("without an event name it is identify, unless the type is mapped", () => {
  expect(mapCsvRow({ id: "1", plan: "pro" }, parseCsvMapping("userId=id,traits.plan=plan"))).toEqual({
    message: { type: "identify", userId: "1", traits: { plan: "pro" } },
  });
  expect(mapCsvRow({ id: "1", kind: "page" }, parseCsvMapping("userId=id,type=kind"))).toEqual({
    message: { type: "page", userId: "1" },
  });
});

test.each([
  ["price", "properties.price=price:number", "12 €", "/properties/price"],
  ["price", "properties.price=price:number", "0x10", "/properties/price"],
  ["sale", "properties.sale=sale:boolean", "maybe", "/properties/sale"],
  ["tags", "properties.tags=tags:json", "{", "/properties/tags"],
  ["at", "timestamp=at", "yesterday", "/timestamp"],
])("a cell of %s that does not fit is named by its pointer", (column, spec, text, path) => {
  expect(mapCsvRow({ [column]: text }, parseCsvMapping(spec))).toMatchObject({
    error: { code: "invalid_value", path },
  });
});

test.each([
  ["", /empty/],
  ["userId", /cannot be read from "userId"/],
  ["userId=", /no column/],
  ["userId=a,userId=b", /set twice/],
  ["properties=a:json,properties.b=b", /set twice/],
  ["properties.__proto__.x=a", /__proto__ cannot/],
  ["event='open", /cannot be read from/],
])("the mapping %s is refused", (spec, reason) => {
  expect(() => parseCsvMapping(spec)).toThrow(reason);
  expect(() => parseCsvMapping(spec)).toThrow(RapportError);
});

test("a column that the file lacks stops the import and lists the columns", () => {
  expect(() => mapCsvRow({ id: "1", name: "x" }, parseCsvMapping("userId=ID"))).toThrow(/no column "ID".*"id", "name"/);
  expect(() => mapCsvRow({ id: "1" }, parseCsvMapping("userId=toString"))).toThrow(/no column/);
});

test("paths named like methods of every object stay data", () => {
  expect(mapCsvRow({ a: "1" }, parseCsvMapping("properties.toString.deep=a"))).toEqual({
    message: { type: "identify", properties: { toString: { deep: "1" } } },
  });
  expect("deep" in Object.prototype.toString).toBe(false);
});

test("a row that cannot be mapped keeps its place in the source", async () => {
  const rows = [
    { value: { n: "1" }, line: 2, endByte: 10, nextLine: 3 },
    { value: { n: "x" }, line: 3, endByte: 20, nextLine: 4 },
  ];
  const source = async function* () {
    yield* rows;
  };
  const mapped = [];
  for await (const record of mapCsvRecords(source(), parseCsvMapping("properties.n=n:number"))) mapped.push(record);
  expect(mapped[0]?.value).toEqual({ type: "identify", properties: { n: 1 } });
  expect(mapped[1]).toMatchObject({ line: 3, endByte: 20, error: { path: "/properties/n" }, value: { n: "x" } });
});

test.each([
  ["2024-05-01", "2024-05-01T00:00:00.000Z"],
  ["2024-05-01 10:20", "2024-05-01T10:20:00.000Z"],
  ["2024-05-01T10:20:30.5+0200", "2024-05-01T08:20:30.500Z"],
  ["2024-05-01 10:20:30 UTC", "2024-05-01T10:20:30.000Z"],
  ["1700000000", "2023-11-14T22:13:20.000Z"],
  ["1700000000.25", "2023-11-14T22:13:20.250Z"],
  ["1700000000123", "2023-11-14T22:13:20.123Z"],
  ["2024-02-30", undefined],
  ["2024-13-01", undefined],
  ["05/01/2024", undefined],
  ["99999999999999999999", undefined],
])("the time %s is %s", (text, time) => {
  expect(readTime(text)).toBe(time);
});

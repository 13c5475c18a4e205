import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FeedRow } from "./feed-row.ts";
import { readCsvRows } from "./read-csv-rows.ts";
import { readXmlRows } from "./read-xml-rows.ts";
import { splitFile } from "./split-file.ts";
import { toItemInput } from "./to-item-input.ts";

const faultsOf = (rows: Iterable<FeedRow>) =>
  [...rows].flatMap((row) => ("fault" in row ? [[row.row, row.fault.field, row.fault.message]] : []));
const itemsOf = (rows: Iterable<FeedRow>) => [...rows].map((row) => ("fields" in row ? toItemInput(row.fields) : row));

describe("a CSV file", () => {
  test("names the line of a broken row and goes on behind it", () => {
    const text = `id,name\na,"A\nof two lines"\nb\n"c"x,C\n\nd,D\n`;
    expect([...readCsvRows(text, ",")].map(({ row }) => row)).toEqual([2, 4, 5, 7]);
    expect(faultsOf(readCsvRows(text, ",")).map(([row]) => row)).toEqual([4, 5]);
  });

  test("says where a quote opens that nobody closes", () => {
    expect(faultsOf(readCsvRows(`id,name\na,"A\nb,B`, ","))).toEqual([[2, "", "opens a quote that is not closed"]]);
  });

  test("of our own columns becomes items; amounts are units, attributes keep their kind", () => {
    const text = `id,name,price,currency,categories,tags,stock,attributes.organic,attributes.sku,validUntil
a,Mug,12.5,EUR,Kitchen > Mugs,blue|gift,0,true,007,2026-03-01`;
    expect(itemsOf(readCsvRows(text, ","))).toEqual([
      {
        item: {
          ...{ id: "a", name: "Mug", priceCents: 1250, currency: "EUR", categories: ["Kitchen", "Mugs"] },
          ...{ tags: ["blue", "gift"], stock: 0, attributes: { organic: true, sku: "007" } },
          validUntil: "2026-03-01T00:00:00.000Z",
        },
      },
    ]);
  });

  test("with a text that is no amount, time or state is refused by the column's name", () => {
    for (const [column, value] of [
      ["price", "12,50"],
      ["validFrom", "soon"],
      ["stock", "-1"],
      ["availability", "maybe"],
    ]) {
      const [read] = itemsOf(readCsvRows(`id,name,${column}\na,A,"${value}"`, ","));
      expect(read).toMatchObject({ fault: { field: column } });
    }
  });
});

const FEED = `<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel>
<title>Shop</title><item><g:id>TV_1</g:id><title>LCD &amp; <![CDATA[<TV>]]></title><g:price>159.00 USD</g:price>
<link>https://shop.example/tv</link><g:availability>out of stock</g:availability><g:brand>Sony</g:brand>
<g:product_type>Electronics &gt; TVs</g:product_type><g:shipping><g:country>US</g:country><g:price>9.00 USD</g:price></g:shipping>
<g:cost_of_goods_sold>100 USD</g:cost_of_goods_sold></item><item><g:id>2</g:id><title>Two</title></item></channel></rss>`;

describe("a Google Merchant feed", () => {
  test("in RSS becomes items: namespaces, entities, sections and nested prices are read for what they are", () => {
    expect(itemsOf(readXmlRows(FEED))).toEqual([
      {
        item: {
          ...{ id: "TV_1", name: "LCD & <TV>", priceCents: 15900, currency: "USD", url: "https://shop.example/tv" },
          ...{ available: false, attributes: { brand: "Sony" }, categories: ["Electronics", "TVs"], costCents: 10000 },
        },
      },
      { item: { id: "2", name: "Two" } },
    ]);
  });

  test("in Atom takes the address of its link", () => {
    const atom = `<feed><entry><g:id>a</g:id><title>A</title><link href="https://a.example/?x=1&amp;y=2"/></entry></feed>`;
    expect(itemsOf(readXmlRows(atom))).toEqual([{ item: { id: "a", name: "A", url: "https://a.example/?x=1&y=2" } }]);
  });

  test("with a document type is refused, so no entity can expand", () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><feed><entry><id>&b;</id></entry></feed>`;
    expect(faultsOf(readXmlRows(bomb))).toMatchObject([[1, "", expect.stringContaining("document type")]]);
  });

  test("that is cut short or crossed gives the products before, and says so", () => {
    expect(faultsOf(readXmlRows(FEED.slice(0, FEED.indexOf("</channel>"))))).toMatchObject([
      [3, "channel", expect.any(String)],
    ]);
    expect(faultsOf(readXmlRows("<feed><entry><a></b></entry></feed>"))).toMatchObject([[1, "b", expect.any(String)]]);
  });

  test("of any text is read in linear time and without a throw", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("<", ">", "</", "<item", '"', "'", "&", "<![CDATA[", "<!--", "a", " "), {
          maxLength: 400,
        }),
        (parts) => {
          for (const _ of readXmlRows(parts.join("")));
        },
      ),
      { numRuns: 300 },
    );
    // Going back for each would take hours: the test's own time limit is the check.
    for (const opening of ["<", '<a "', "<!--", "<![CDATA[", "<a b='", "<item>", "</"]) {
      for (const _ of readXmlRows(opening.repeat(400_000)));
    }
  });
});

test("parts of a file have all of its rows, each once, with the lines that they stand in", () => {
  const text = `id,name\n${Array.from({ length: 40 }, (_, i) => `${i},"Item\n${i}"\n`).join("")}`;
  const parts = [...splitFile(text, "csv", 64)];
  expect(parts.length).toBeGreaterThan(5);
  const rows = parts.flatMap((part) => [...readCsvRows(part.text, ",")].map(({ row }) => row + part.rowsBefore));
  expect(rows).toEqual([...readCsvRows(text, ",")].map(({ row }) => row));
  const xml = [...splitFile(FEED, "google_xml", 64)].flatMap((part) =>
    [...readXmlRows(part.text)].map(({ row }) => row + part.rowsBefore),
  );
  expect(xml).toEqual([1, 2]);
});

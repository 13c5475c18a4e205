import { saveFile, toCsv } from "../lib/csv.ts";
import { t } from "../lib/text.ts";
import { Button } from "./button.tsx";

type Rows = Parameters<typeof toCsv>[0];

/** Saves exactly what is on the screen. */
export function CsvButton({ name, rows }: { name: string; rows: () => Rows }) {
  return <Button onClick={() => saveFile(`${name}.csv`, toCsv(rows()))}>{t("Save as CSV")}</Button>;
}

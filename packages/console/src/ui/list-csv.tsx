import { useRef, useState } from "react";
import { saveFile, tableOf, toCsv } from "../lib/csv.ts";
import { showNotice } from "../lib/notice.ts";
import { describeFailure } from "../lib/problem-words.ts";
import { readAllPages } from "../lib/read-all-pages.ts";
import { t } from "../lib/text.ts";
import { Button } from "./button.tsx";

type ListCsvProps<Row> = {
  /** Of the file. */
  name: string;
  /** A page of the list as the screen narrows it. */
  page: Parameters<typeof readAllPages<Row>>[0];
  /** What the screen narrows by itself among the rows that the server answers. */
  keep?: ((row: Row) => boolean) | undefined;
};

/** Saves the whole list as it is narrowed, also what was not scrolled to yet; pressed again, it stops. */
export function ListCsv<Row extends object>({ name, page, keep = () => true }: ListCsvProps<Row>) {
  const [count, setCount] = useState<number>();
  const stop = useRef<AbortController>(undefined);
  const save = async () => {
    stop.current = new AbortController();
    const { signal } = stop.current;
    setCount(0);
    try {
      const rows = await readAllPages(page, signal, setCount);
      saveFile(`${name}.csv`, toCsv(tableOf(rows.filter(keep))));
    } catch (error) {
      const said = t("The file could not be made: {reason}", { reason: describeFailure(error) });
      if (!signal.aborted) showNotice({ said, isProblem: true });
    } finally {
      setCount(undefined);
    }
  };
  const isBusy = count !== undefined;
  return (
    <Button look="quiet" onClick={() => (isBusy ? stop.current?.abort() : void save())}>
      {isBusy ? t("Stop: {count} rows", { count }) : t("CSV")}
    </Button>
  );
}

import type { ContentPiece } from "@rapport/contracts/content";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { tx } from "../../lib/rich-text.ts";
import { t } from "../../lib/text.ts";
import { undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { EXPERIMENTS_KEY, experimentsApi } from "../experiments/experiments-api.ts";
import { useMay } from "../session/use-may.ts";
import { contentApi } from "./content-api.ts";
import { addDays, toMoment, toWallTime } from "./zoned-time.ts";

/** When a piece goes out, and the experiment that its variants are the arms of. */
export function PieceSchedule({ piece }: { piece: ContentPiece }) {
  const mayWrite = useMay("content:write");
  return (
    <Section title={t("When it goes out")}>
      <p className="mb-2 max-w-prose text-body text-ink-2">{describeTime(piece)}</p>
      {mayWrite && piece.state !== "published" && <ScheduleForm key={piece.publishAt} piece={piece} />}
      <PieceExperiment piece={piece} />
    </Section>
  );
}

function describeTime({ state, publishAt, timeZone, publishedAt }: ContentPiece): string {
  if (publishAt === null)
    return t("It has no time yet. At its time every webhook of the project is told, with all variants.");
  const zone = timeZone ?? "UTC";
  const at = toWallTime(publishAt, zone);
  const when = `${at.day}, ${at.clock} (${zone})`;
  if (publishedAt !== null) return t("It was published on {when}; every webhook of the project was told.", { when });
  if (state === "approved") return t("It goes out on {when}, to every webhook of the project.", { when });
  return t("It is planned for {when}, and goes out if it is approved by then.", { when });
}

function ScheduleForm({ piece: { id, publishAt, timeZone } }: { piece: ContentPiece }) {
  const own = timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const [zone, setZone] = useState(own);
  const [wall, setWall] = useState(() =>
    publishAt === null
      ? { day: addDays(toWallTime(Date.now(), own).day, 1), clock: "09:00" }
      : toWallTime(publishAt, own),
  );
  const moment = toMoment(wall, zone);
  const putAt = (at: string | null, inZone: string) =>
    at === null ? contentApi.unschedule(id) : contentApi.schedule(id, { publishAt: at, timeZone: inZone });
  const change = useChange({
    run: (at: string | null) => putAt(at, zone),
    guard: undone(t("The time is changed."), () => putAt(publishAt, own)),
    refresh: [["content"]],
  });
  return (
    <form
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (moment !== undefined) change.mutate(moment);
      }}
    >
      <TextField
        label={t("Day")}
        shown={t("Day")}
        type="date"
        value={wall.day}
        onChange={(day) => setWall({ ...wall, day })}
      />
      <TextField
        label={t("Time")}
        shown={t("Time")}
        type="time"
        value={wall.clock}
        onChange={(clock) => setWall({ ...wall, clock })}
      />
      <SelectField
        neutral
        label={t("Time zone")}
        value={zone}
        options={[...new Set([own, "UTC", ...Intl.supportedValuesOf("timeZone")])].map((name) => ({
          value: name,
          label: name,
        }))}
        onChange={setZone}
      />
      <Button type="submit" disabled={change.isPending || moment === undefined}>
        {publishAt === null ? t("Put on the calendar") : t("Move")}
      </Button>
      {publishAt !== null && (
        <Button look="quiet" disabled={change.isPending} onClick={() => change.mutate(null)}>
          {t("Take off the calendar")}
        </Button>
      )}
      {change.error && <ProblemNote title={t("The time was not changed")} error={change.error} />}
    </form>
  );
}

function PieceExperiment({ piece: { id, state, variants, experimentId } }: { piece: ContentPiece }) {
  const mayWrite = useMay("content:write");
  const draft = useChange({
    run: () => contentApi.experiment(id),
    guard: undone(t("Added as a draft."), (made: { id: string }) => experimentsApi.remove(made.id)),
    refresh: [["content"], EXPERIMENTS_KEY],
  });
  if (experimentId !== null) {
    return (
      <p className="mt-3 text-body text-ink-2">
        {tx("Its variants are compared by <a>an experiment</a>", {
          a: (words) => (
            <Link to="/experiments" className="text-accent underline underline-offset-2">
              {words}
            </Link>
          ),
        })}
        .
      </p>
    );
  }
  if (!mayWrite || state !== "approved" || variants.length < 2) return null;
  return (
    <div className="mt-3">
      <Button disabled={draft.isPending} onClick={() => draft.mutate()}>
        {t("Compare the variants in an experiment")}
      </Button>
      {draft.error && <ProblemNote title={t("The experiment was not made")} error={draft.error} />}
    </div>
  );
}

import type { AddDocument as NewDocument } from "@rapport/contracts/knowledge";
import { useState } from "react";
import { describeFailure } from "../../lib/problem-words.ts";
import { t } from "../../lib/text.ts";
import { typed, undone, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { FormField } from "../../ui/form-field.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { knowledgeApi } from "./knowledge-api.ts";
import type { Way } from "./knowledge-search.ts";
import { readBase64 } from "./read-base64.ts";
import { SiteFields } from "./site-fields.tsx";
import type { WayProps } from "./way-props.ts";

const WAY_NAMES = [
  { value: "text", label: t("Text"), name: t("Write or paste a text") },
  { value: "file", label: t("File"), name: t("Upload a file") },
  { value: "url", label: t("Site"), name: t("Read a site") },
] as const;

type AddDocumentProps = {
  way: Way;
  /** Keys of the documents that are there: one with the same is replaced. */
  taken: readonly string[];
  onWay: (way: Way) => void;
  onAdded: (id: string) => void;
};

/** Adds a document in one of three ways, or the catalog. */
export function AddDocument({ way, taken, onWay, onAdded }: AddDocumentProps) {
  const add = useChange({
    run: (document: NewDocument) => knowledgeApi.add(document),
    guard: (document) => {
      const name = keyOf(document);
      return taken.includes(name)
        ? typed(t("Replace “{name}”? What it says now is gone.", { name }), t("Replace"))
        : undone(t("Added."), ({ id }: { id: string }) => knowledgeApi.remove(id));
    },
    refresh: [["knowledge"]],
  });
  // Whoever has gone on to a question meanwhile is not brought back.
  const onAdd = (document: NewDocument) => add.mutate(document, { onSuccess: ({ id }) => onAdded(id) });
  const props = { busy: add.isPending, onAdd };
  return (
    <Section
      title={t("Add a document")}
      aside={
        <Button look="quiet" disabled={add.isPending} onClick={() => onAdd({ kind: "catalog", language: "en" })}>
          {t("Use the catalog")}
        </Button>
      }
    >
      <div className="mb-3">
        <Segmented label={t("Way")} value={way} options={WAY_NAMES} onChange={onWay} />
      </div>
      {way === "text" && <TextFields {...props} />}
      {way === "file" && <FileFields {...props} />}
      {way === "url" && <SiteFields {...props} />}
      {add.error && <ProblemNote title={t("It could not be added")} error={add.error} />}
    </Section>
  );
}

/** As the server keeps it. */
const CATALOG_KEY = "catalog:";

/** What names a document among the others: of the same name is the same document. */
function keyOf(document: NewDocument): string {
  if (document.kind === "text") return document.title;
  if (document.kind === "file") return document.name;
  return document.kind === "url" ? (URL.parse(document.url)?.href ?? document.url) : CATALOG_KEY;
}

function TextFields({ busy, onAdd }: WayProps) {
  const [title, setTitle] = useState("");
  const [text, setText] = useState("");
  return (
    <form
      className="flex max-w-2xl flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        onAdd({ kind: "text", title, text, format: "markdown", language: "en" });
      }}
    >
      <FormField
        label={t("Title")}
        value={title}
        maxLength={300}
        required
        hint={t("A document with the same title is replaced.")}
        onChange={(event) => setTitle(event.target.value)}
      />
      <label className="flex flex-col gap-1.5">
        <span className="text-body font-medium text-ink">{t("Text")}</span>
        <textarea
          value={text}
          required
          rows={12}
          placeholder={"# Refunds\nRefunds are paid within 14 days."}
          onChange={(event) => setText(event.target.value)}
          className="w-full rounded-corner border border-control bg-raised px-3 py-2 text-body text-ink placeholder:text-ink-3 focus:border-accent"
        />
        <span className="text-small text-ink-3">
          {t("Markdown or plain text; headings tell what a passage is about.")}
        </span>
      </label>
      <div>
        <Button look="primary" type="submit" disabled={busy || title.trim() === "" || text.trim() === ""}>
          {busy ? t("Adding…") : t("Add")}
        </Button>
      </div>
    </form>
  );
}

function FileFields({ busy, onAdd }: WayProps) {
  const [file, setFile] = useState<File>();
  const [problem, setProblem] = useState<string>();
  const send = async () => {
    if (!file) return;
    try {
      onAdd({ kind: "file", name: file.name, contentBase64: await readBase64(file), language: "en" });
    } catch (error) {
      setProblem(describeFailure(error));
    }
  };
  return (
    <form
      className="flex max-w-2xl flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <FormField
        label={t("File")}
        type="file"
        accept=".pdf,.md,.markdown,.html,.htm,.txt"
        required
        problem={problem}
        hint={t("PDF, Markdown, HTML or text, up to 2.9 MB. A file of the same name is replaced.")}
        onChange={(event) => {
          setProblem(undefined);
          setFile(event.target.files?.[0]);
        }}
      />
      <div>
        <Button look="primary" type="submit" disabled={busy || !file}>
          {busy ? t("Reading…") : t("Add")}
        </Button>
      </div>
    </form>
  );
}

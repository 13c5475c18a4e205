import { useId, useState } from "react";
import { t } from "../../lib/text.ts";
import { SelectField } from "../../ui/select-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import type { SchemaField } from "./schema-form.ts";

type ValueFieldProps = { field: SchemaField; value: unknown; onChange: (value: unknown) => void };

const AREA =
  "w-full rounded-corner border border-line-strong bg-raised px-2.5 py-1.5 text-body text-ink focus:border-accent";

/** One value of a proposal, in the control that its type asks for. */
export function ValueField({ field, value, onChange }: ValueFieldProps) {
  return (
    <div className="flex flex-col gap-1">
      <Control field={field} value={value} onChange={onChange} />
      {field.hint !== "" && <p className="text-small text-ink-3">{field.hint}</p>}
    </div>
  );
}

function Control({ field: { kind, label, choices }, value, onChange }: ValueFieldProps) {
  switch (kind) {
    case "check":
      return (
        <label className="flex min-h-8 items-center gap-2 text-body text-ink-2 max-md:min-h-10">
          <input type="checkbox" checked={value === true} onChange={(event) => onChange(event.target.checked)} />
          {label}
        </label>
      );
    case "choice":
      return (
        <div className="flex flex-col items-start gap-1">
          <span className="text-small text-ink-3">{label}</span>
          <SelectField
            neutral
            label={label}
            value={String(value)}
            options={choices.map((choice) => ({ value: choice, label: choice }))}
            onChange={onChange}
          />
        </div>
      );
    case "number":
      // A number that cannot be read stays text, and the server says so: nothing is made of it in silence.
      return (
        <TextField
          label={label}
          shown={label}
          value={String(value ?? "")}
          onChange={(text) => onChange(text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text)}
        />
      );
    case "money":
      return <MoneyField label={label} value={value} onChange={onChange} />;
    case "fixed":
      return (
        <p className="text-body break-words text-ink">
          <span className="text-small text-ink-3">{label}: </span>
          {String(value)}
        </p>
      );
    case "text":
      return <TextField label={label} shown={label} value={String(value ?? "")} onChange={onChange} />;
    case "long":
      return <AreaField label={label} rows={3} value={String(value ?? "")} onChange={onChange} />;
    case "json":
      return <JsonField label={label} value={value} onChange={onChange} />;
  }
}

type PlainFieldProps = { label: string; value: unknown; onChange: (value: unknown) => void };

/** Whole cents, written with a point. */
function MoneyField({ label, value, onChange }: PlainFieldProps) {
  const [text, setText] = useState(() => (typeof value === "number" ? (value / 100).toFixed(2) : String(value ?? "")));
  const change = (next: string) => {
    setText(next);
    // What cannot be read stays text, and the server says so.
    onChange(next.trim() !== "" && Number.isFinite(Number(next)) ? Math.round(Number(next) * 100) : next);
  };
  return <TextField label={label} shown={label} value={text} onChange={change} />;
}

type AreaFieldProps = { label: string; rows: number; value: string; onChange: (text: string) => void };

function AreaField({ label, rows, value, onChange }: AreaFieldProps) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-small text-ink-3">
        {label}
      </label>
      <textarea id={id} rows={rows} value={value} onChange={(event) => onChange(event.target.value)} className={AREA} />
    </div>
  );
}

function JsonField({ label, value, onChange }: PlainFieldProps) {
  const [text, setText] = useState(() => JSON.stringify(value ?? null, null, 2));
  const change = (next: string) => {
    setText(next);
    try {
      onChange(JSON.parse(next));
    } catch {
      // Not JSON yet: the text is sent as it stands, and refused with the field's name.
      onChange(next);
    }
  };
  return (
    <AreaField
      label={t("{label} (JSON)", { label })}
      rows={Math.min(14, text.split("\n").length + 1)}
      value={text}
      onChange={change}
    />
  );
}

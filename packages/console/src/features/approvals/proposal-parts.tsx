import type { ReactNode } from "react";
import { FactList } from "../../ui/fact-list.tsx";
import type { SchemaField } from "./schema-form.ts";
import { readAt, showValue, writeAt } from "./schema-form.ts";
import { ValueField } from "./value-field.tsx";

type PartsProps = { fields: readonly SchemaField[]; children: (part: readonly SchemaField[]) => ReactNode };

/** The fields of a value by what they are part of: its own first, then each part as a card under the whole's name. */
function Parts({ fields, children }: PartsProps) {
  const own = fields.filter(({ group }) => group.length === 0);
  const wholes = [
    ...Map.groupBy(
      fields.filter(({ group }) => group.length > 0),
      ({ group }) => group[0],
    ),
  ];
  return (
    <div className="flex flex-col gap-5">
      {own.length > 0 && <div className="max-w-xl">{children(own)}</div>}
      {wholes.map(([whole, inside]) => (
        <section key={whole} aria-label={whole}>
          <h3 className="mb-2 text-small font-medium text-ink">{whole}</h3>
          <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,13rem),1fr))] gap-3">
            {[...Map.groupBy(inside, ({ group }) => group.slice(1).join(" › "))].map(([name, part]) => (
              <div key={name} className="min-w-0 rounded-corner border border-line p-3">
                {name !== "" && <h4 className="mb-2 text-body font-medium text-ink">{name}</h4>}
                {children(part)}
              </div>
            ))}
          </div>
        </section>
      ))}
    </div>
  );
}

type ProposalFormProps = { fields: readonly SchemaField[]; value: unknown; onChange: (value: unknown) => void };

/** A proposal's values, to be changed. */
export function ProposalForm({ fields, value, onChange }: ProposalFormProps) {
  return (
    <Parts fields={fields}>
      {(part) => (
        <div className="flex flex-col gap-3">
          {part.map((field) => (
            <ValueField
              key={field.path.join("/")}
              field={field}
              value={readAt(value, field.path)}
              onChange={(next) => onChange(writeAt(value, field.path, next))}
            />
          ))}
        </div>
      )}
    </Parts>
  );
}

/** A proposal's values, as they were decided about. */
export function ProposalFacts({ fields, value }: { fields: readonly SchemaField[]; value: unknown }) {
  return (
    <Parts fields={fields}>
      {(part) => <FactList facts={part.map((field) => ({ name: field.label, value: showValue(field, value) }))} />}
    </Parts>
  );
}

import { useQuery } from "@tanstack/react-query";
import { useEffect, useId, useState } from "react";
import { analyticsApi } from "./analytics-api.ts";

type EventNameFieldProps = {
  label: string;
  value: string;
  placeholder?: string;
  onChange: (name: string) => void;
};

/** The name of an event; those that arrived lately are offered. It counts when the field is left or Enter is pressed. */
export function EventNameField({ label, value, placeholder, onChange }: EventNameFieldProps) {
  const id = useId();
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const recent = useQuery({
    queryKey: ["analytics", "names"],
    queryFn: ({ signal }) => analyticsApi.dashboard({}, signal),
    staleTime: 60_000,
  });
  const settle = () => {
    if (text.trim() !== value) onChange(text.trim());
  };
  return (
    <span className="inline-flex min-w-0 flex-col gap-1">
      <label htmlFor={`${id}-input`} className="text-small text-ink-3">
        {label}
      </label>
      <input
        id={`${id}-input`}
        list={`${id}-names`}
        value={text}
        maxLength={200}
        placeholder={placeholder}
        onChange={(event) => setText(event.target.value)}
        onBlur={settle}
        onKeyDown={(event) => event.key === "Enter" && settle()}
        className="h-8 w-52 rounded-corner border border-control bg-raised px-2.5 text-body text-ink placeholder:text-ink-3 max-md:h-10"
      />
      <datalist id={`${id}-names`}>
        {[...new Set(recent.data?.top.map(({ name }) => name))].map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </span>
  );
}

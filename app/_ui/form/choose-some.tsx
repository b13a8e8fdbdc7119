"use client";

import { useController } from "react-hook-form";

/** Some of a few things that are all in sight; what is kept is their ids. */
export function ChooseSome({
  name,
  label,
  things,
}: {
  name: string;
  /** What they are, for screen readers. */
  label: string;
  things: { id: number; name: string; beside?: string }[];
}) {
  const { field } = useController({ name });
  const chosen: number[] = field.value ?? [];
  return (
    <fieldset className="flex flex-wrap gap-x-4 gap-y-1.5">
      <legend className="sr-only">{label}</legend>
      {things.map((thing) => (
        <label key={thing.id} className="flex min-h-8 items-center gap-2">
          <input
            type="checkbox"
            checked={chosen.includes(thing.id)}
            onChange={({ target }) =>
              field.onChange(
                target.checked ? [...chosen, thing.id] : chosen.filter((one) => one !== thing.id),
              )
            }
            className="accent-ink"
          />
          {thing.name} <span className="text-ink-3 text-small">{thing.beside}</span>
        </label>
      ))}
    </fieldset>
  );
}

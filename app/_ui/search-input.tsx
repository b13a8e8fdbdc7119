import { Search } from "lucide-react";
import type { Ref } from "react";
import { Kbd } from "./kbd.tsx";

/** A field to search by; what is typed is the owner's. */
export function SearchInput({
  label,
  value,
  keyName,
  onChange,
  ref,
}: {
  label: string;
  value: string;
  /** The key that leads here, shown while nothing is typed. */
  keyName?: string;
  onChange: (typed: string) => void;
  ref?: Ref<HTMLInputElement>;
}) {
  return (
    <div className="relative w-60 max-md:min-w-40 max-md:flex-1">
      <Search
        size={14}
        className="absolute top-2.25 left-2.5 text-ink-3 max-md:top-3.75"
        aria-hidden="true"
      />
      <input
        ref={ref}
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="peer h-8 w-full rounded-control border border-control bg-surface pr-2.5 pl-8 placeholder:text-ink-3 max-md:h-11"
      />
      {keyName !== undefined && (
        <span
          aria-hidden="true"
          className="pointer-events-none absolute top-1.5 right-2 hidden md:peer-placeholder-shown:block"
        >
          <Kbd>{keyName}</Kbd>
        </span>
      )}
    </div>
  );
}

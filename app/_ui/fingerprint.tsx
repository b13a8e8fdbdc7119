import clsx from "clsx";

/** A key's fingerprint in groups of four, so that two can be compared; copied whole. */
export function Fingerprint({ value, large = false }: { value: string; large?: boolean }) {
  const groups = value.replace("SHA256:", "").match(/.{1,4}/g) ?? [];
  return (
    <p className={clsx("flex flex-wrap gap-x-1.5 font-mono", !large && "text-small")}>
      <span className="text-ink-3">SHA256:</span>
      {groups.map((group, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: groups of one fingerprint stay in their places
        <span key={at}>{group}</span>
      ))}
    </p>
  );
}

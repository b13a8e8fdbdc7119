import { Tag } from "./tag.tsx";

/** A label as it is typed and shown; a name can stand without a value. */
export function labelText(name: string, value: string): string {
  return value === "" ? name : `${name}=${value}`;
}

/** A host's labels, in a row. */
export function Labels({ labels, wrap = false }: { labels: Record<string, string>; wrap?: boolean }) {
  return (
    <span className={wrap ? "inline-flex flex-wrap gap-1" : "flex gap-1"}>
      {Object.entries(labels).map(([name, value]) => (
        <Tag key={name}>{labelText(name, value)}</Tag>
      ))}
    </span>
  );
}

import { useTranslations } from "next-intl";

/** The values that a change had before and after, opened when somebody wants to know. */
export function Changes({ before, after }: { before: unknown; after: unknown }) {
  const t = useTranslations("audit");
  const then = asRecord(before);
  const now = asRecord(after);
  const names = [...new Set([...Object.keys(then), ...Object.keys(now)])];
  if (names.length === 0) return <span className="text-ink-3">—</span>;
  return (
    <details className="whitespace-normal py-1.5">
      <summary className="text-ink-2">{t("values", { count: names.length })}</summary>
      <dl className="mt-1 space-y-0.5 font-mono text-small">
        {names.map((name) => (
          <div key={name} className="flex flex-wrap gap-x-2 break-all">
            <dt className="text-ink-3">{name}</dt>
            {name in then && <dd className="text-ink-2 line-through">{shown(then[name])}</dd>}
            {name in now && <dd>{shown(now[name])}</dd>}
          </div>
        ))}
      </dl>
    </details>
  );
}

function asRecord(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
}

/** A long value (a script's text) is shown by its beginning. */
const longest = 200;

function shown(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

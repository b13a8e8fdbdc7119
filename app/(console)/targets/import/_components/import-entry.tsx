import clsx from "clsx";
import { SquareArrowOutUpRight } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ImportedLine } from "../../../../../server/target/output.ts";
import { buttonClass } from "../../../../_ui/button.tsx";

/** One entry of an import: where it stands, what would be made or changed, or what is wrong with it. */
export function ImportEntry({
  line: { line, kind, name, outcome, source, reason, part, changes, missingProxy },
}: {
  line: ImportedLine;
}) {
  const t = useTranslations("importHosts");
  return (
    <tr className="border-line border-b align-top">
      <td className="px-3 py-2 pl-4 text-right text-ink-3 lg:pl-6">{line}</td>
      <td className="max-w-72 truncate px-3 py-2 font-medium">
        <bdi>{name}</bdi>
        {kind === "proxy" && (
          <span className="ml-2 rounded-cell bg-sunken px-1.5 py-0.5 font-normal text-ink-2 text-small">
            {t("proxy")}
          </span>
        )}
      </td>
      <td className="px-3 py-2">
        {reason !== undefined && <p>{reason}</p>}
        {outcome === "refused" && (
          <p className="break-all font-mono text-code text-ink-2">
            <WrongPart text={source} part={part} />
          </p>
        )}
        {missingProxy !== undefined && (
          <Link
            href={`/proxies/new?name=${encodeURIComponent(missingProxy)}`}
            target="_blank"
            className={`${buttonClass("plain", true)} my-1`}
          >
            <SquareArrowOutUpRight size={12} strokeWidth={1.75} aria-hidden="true" /> {t("makeProxy")}
          </Link>
        )}
        {changes?.map(({ field, from, to }) => (
          <span key={field} className="mr-4 inline-flex items-center gap-1.5">
            <span className="whitespace-nowrap text-ink-2 text-small">{t(`fields.${field as "name"}`)}</span>
            {from !== null && from !== "" && <Value sign="−" look="bg-diff-removed" text={from} />}
            {to !== null && <Value sign="+" look="bg-diff-added" text={to} />}
          </span>
        ))}
        {outcome === "made" && <span className="break-all font-mono text-code text-ink-2">{source}</span>}
      </td>
    </tr>
  );
}

function Value({ sign, look, text }: { sign: string; look: string; text: string }) {
  return (
    <span className={clsx("rounded-cell px-1.5 font-mono text-code", look)}>
      {`${sign} `}
      <bdi>{text}</bdi>
    </span>
  );
}

/** The wrong part of a line is underlined where it stands. */
function WrongPart({ text, part }: { text: string; part: string | undefined }) {
  const at = part === undefined || part === "" ? -1 : text.indexOf(part);
  if (at < 0 || part === undefined) return <bdi>{text}</bdi>;
  return (
    <bdi>
      {text.slice(0, at)}
      <span className="text-ink underline decoration-bad decoration-dashed underline-offset-4">{part}</span>
      {text.slice(at + part.length)}
    </bdi>
  );
}

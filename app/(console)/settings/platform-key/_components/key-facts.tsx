import { useTranslations } from "next-intl";
import { CopyButton } from "../../../../_ui/copy-button.tsx";
import { Fingerprint } from "../../../../_ui/fingerprint.tsx";
import { Moment } from "../../../../_ui/moment.tsx";

/** A key by its fingerprint and its public line, each to be copied whole. */
export function KeyFacts({
  of: { fingerprint, publicKey, createdAt },
}: {
  of: { fingerprint: string; publicKey: string; createdAt: string };
}) {
  const t = useTranslations("platformKey");
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-4 gap-y-2">
      <dt className="sr-only">{t("fingerprint")}</dt>
      <dd className="col-span-2">
        <Fingerprint value={fingerprint} />
      </dd>
      <dd>
        <CopyButton text={fingerprint} />
      </dd>
      <dt className="text-ink-2">{t("publicKey")}</dt>
      <dd>
        <code className="block truncate text-small" title={publicKey}>
          {publicKey}
        </code>
      </dd>
      <dd>
        <CopyButton text={publicKey} />
      </dd>
      <dt className="text-ink-2">{t("made")}</dt>
      <dd className="col-span-2">
        <Moment at={createdAt} />
      </dd>
    </dl>
  );
}

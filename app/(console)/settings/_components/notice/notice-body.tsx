import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { Notice } from "../../../../../server/notice/output.ts";
import { RefreshWhile } from "../../../../_ui/refresh-while.tsx";
import { Delivery } from "./delivery.tsx";

/** What a notice says, and by each of its channels every attempt to bring it there. */
export async function NoticeBody({ notice }: { notice: Notice }) {
  const t = await getTranslations("notices");
  const { lines, state, deliveries, foldedInto } = notice;
  return (
    <div className="divide-y divide-line whitespace-normal *:py-4 *:first:pt-0 *:last:pb-0">
      <section>
        <h2 className="mb-2 text-section">{t("says")}</h2>
        <ul className="space-y-0.5 break-words text-ink-2">
          {lines.map((line, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a notice's lines never change
            <li key={at}>{line}</li>
          ))}
        </ul>
      </section>
      {state === "waiting" && <RefreshWhile going />}
      {state === "untold" && <p className="text-ink-2">{t("untoldText")}</p>}
      {foldedInto !== null && (
        <p className="text-ink-2">
          {t.rich("foldedText", {
            id: foldedInto,
            a: (text) => (
              <Link
                href={`/settings/notices/${foldedInto}`}
                className="underline decoration-line-2 underline-offset-2"
              >
                {text}
              </Link>
            ),
          })}
        </p>
      )}
      {deliveries.map((delivery) => (
        <Delivery
          key={delivery.id}
          notice={notice}
          delivery={delivery}
          heading={<ChannelHeading of={delivery} />}
          folds={deliveries.length > 1}
        />
      ))}
    </div>
  );
}

async function ChannelHeading({
  of: { channelId, channelKind, channelName },
}: {
  of: Notice["deliveries"][number];
}) {
  const kind = (await getTranslations("notices.channelKinds"))(channelKind);
  if (channelName === null) return <h2 className="text-section">{kind}</h2>;
  return (
    <>
      <h2 className="text-section">
        <Link href={`/settings/notice-channels/${channelId}`}>{channelName}</Link>
      </h2>
      <span className="text-ink-3">{kind}</span>
    </>
  );
}

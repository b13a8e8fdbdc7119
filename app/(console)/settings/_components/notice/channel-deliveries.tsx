import clsx from "clsx";
import { ChevronRight } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { NoticeItem } from "../../../../../server/notice/output.ts";
import { api, orNotFound } from "../../../../_trpc/server.ts";
import { Moment } from "../../../../_ui/moment.tsx";
import { RefreshWhile } from "../../../../_ui/refresh-while.tsx";
import { Delivery } from "./delivery.tsx";
import { DeliverySign } from "./delivery-state.tsx";

/** So many are at hand; the list of notices has them all. */
const shown = 5;

/** What went by a channel lately, the newest first, and one of these deliveries with each attempt. */
export async function ChannelDeliveries({
  channelId,
  noticeId,
  hrefOf,
}: {
  /** Null: the message centre. */
  channelId: number | null;
  /** Whose delivery is open; null: that of the newest. */
  noticeId: number | null;
  hrefOf: (noticeId: number) => string;
}) {
  const t = await getTranslations("noticeChannels");
  const client = await api();
  const by = channelId === null ? { channelKind: "message_centre" as const } : { channelId };
  const list = await client.notice.list({ ...by, pageSize: shown });
  const chosenId = noticeId ?? list.items[0]?.id;
  if (chosenId === undefined) return <p className="text-ink-2">{t("noDelivery")}</p>;
  const notice = await orNotFound(client.notice.get({ id: chosenId }));
  const delivery = notice.deliveries.find((one) => one.channelId === channelId);
  return (
    <div className="grid whitespace-normal rounded-panel border border-line-2 bg-surface lg:grid-cols-[17rem_1fr]">
      <div className="border-line p-3 max-lg:border-b lg:border-r">
        <h2 className="mb-1 px-2 font-semibold text-small">{t("deliveries")}</h2>
        <ul>
          {list.items.map((item) => (
            <li key={item.id}>
              <Choice
                item={item}
                delivery={item.deliveries.find((one) => one.channelId === channelId)}
                isOpen={item.id === chosenId}
                href={hrefOf(item.id)}
              />
            </li>
          ))}
        </ul>
        <Link
          href={`/settings/notices?channel=${channelId ?? "centre"}`}
          className="mt-1 inline-flex items-center gap-1 px-2 text-ink-2 text-small max-md:py-3"
        >
          {t("allDeliveries", { count: list.total })} <ChevronRight size={14} aria-hidden="true" />
        </Link>
      </div>
      <div className="min-w-0 p-4">
        <RefreshWhile going={delivery?.state === "waiting"} />
        {delivery && (
          <Delivery
            notice={notice}
            delivery={delivery}
            heading={
              <h2 className="text-section">
                <Link href={`/settings/notices/${notice.id}`}>{notice.title}</Link>
              </h2>
            }
          />
        )}
      </div>
    </div>
  );
}

async function Choice({
  item: { title, createdAt },
  delivery,
  isOpen,
  href,
}: {
  item: NoticeItem;
  delivery: NoticeItem["deliveries"][number] | undefined;
  isOpen: boolean;
  href: string;
}) {
  const t = await getTranslations("notices");
  return (
    <Link
      href={href as Route}
      scroll={false}
      aria-current={isOpen}
      className={clsx("flex gap-2 rounded-control px-2 py-1.5", isOpen ? "bg-select" : "hover:bg-hover")}
    >
      <span className="pt-0.5">{delivery && <DeliverySign state={delivery.state} />}</span>
      <span className="min-w-0">
        <span className="block wrap-anywhere">{title}</span>
        <span className="block text-ink-2 text-small">
          <Moment at={createdAt} /> · {t("attemptCount", { count: delivery?.attempts ?? 0 })}
        </span>
      </span>
    </Link>
  );
}

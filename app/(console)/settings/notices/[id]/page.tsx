import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { Notice } from "../../../../../server/notice/output.ts";
import { api, orNotFound } from "../../../../_trpc/server.ts";
import { idOf, type PageProps } from "../../../../_ui/list-params.ts";
import { Moment } from "../../../../_ui/moment.tsx";
import { Fact, PageHeader } from "../../../../_ui/page-header.tsx";
import { RefreshWhile } from "../../../../_ui/refresh-while.tsx";
import { Attempts } from "../../_components/notice/attempts.tsx";
import { DeliveryState, mostAttempts } from "../../_components/notice/delivery-state.tsx";
import { DeliveryActions, TryNow } from "../../_components/notice/notice-actions.tsx";

export async function generateMetadata({ params }: PageProps<{ id: string }>) {
  return { title: (await read(params)).title };
}

async function read(params: PageProps<{ id: string }>["params"]): Promise<Notice> {
  return orNotFound((await api()).notice.get({ id: idOf((await params).id) ?? 0 }));
}

/** One notice: what it says, and by each of its channels every attempt to bring it there. */
export default async function NoticePage({ params }: PageProps<{ id: string }>) {
  const t = await getTranslations("notices");
  const settings = await getTranslations("settings");
  const notice = await read(params);
  const { id, title, lines, state, taskId, taskName, taskLogId, createdAt, deliveries, foldedInto } = notice;
  return (
    <>
      <PageHeader
        crumbs={[{ href: "/settings/notices", label: settings("notices") }]}
        here={`#${id}`}
        title={title}
        beside={<DeliveryState state={state} attempts={mostAttempts(deliveries)} />}
        facts={
          <>
            <Fact name={t("at")}>
              <Moment at={createdAt} />
            </Fact>
            {taskId !== null && (
              <Fact name={t("task")}>
                <Link href={`/tasks/${taskId}`} className="underline decoration-line-2 underline-offset-2">
                  {taskName}
                </Link>
              </Fact>
            )}
            {taskLogId !== null && (
              <Fact name={t("run")}>
                <Link
                  href={`/task-logs/${taskLogId}`}
                  className="underline decoration-line-2 underline-offset-2"
                >
                  #{taskLogId}
                </Link>
              </Fact>
            )}
          </>
        }
        actions={state === "untold" && <TryNow id={id} />}
      />
      <section className="border-line border-b p-4 lg:px-6">
        <h2 className="mb-2 text-section">{t("says")}</h2>
        <ul className="space-y-0.5 break-words text-ink-2">
          {lines.map((line, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a notice's lines never change
            <li key={at}>{line}</li>
          ))}
        </ul>
      </section>
      <RefreshWhile going={state === "waiting"} />
      {state === "untold" && <p className="p-4 text-ink-2 lg:px-6">{t("untoldText")}</p>}
      {foldedInto !== null && (
        <p className="p-4 text-ink-2 lg:px-6">
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
        <Delivery key={delivery.id} noticeId={id} delivery={delivery} />
      ))}
    </>
  );
}

async function Delivery({
  noticeId,
  delivery,
}: {
  noticeId: number;
  delivery: Notice["deliveries"][number];
}) {
  const t = await getTranslations("notices");
  const { channelKind, channelName, receivers, state, attempts, message, nextAttemptAt, endedBy } = delivery;
  const kind = t(`channelKinds.${channelKind}`);
  return (
    <section className="border-line border-b p-4 lg:px-6">
      <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 className="text-section">{channelName ?? kind}</h2>
        {channelName !== null && <span className="text-ink-3">{kind}</span>}
        <DeliveryState state={state} attempts={attempts} />
        <span className="ml-auto flex gap-2">
          <DeliveryActions noticeId={noticeId} delivery={delivery} name={channelName ?? kind} />
        </span>
      </div>
      <p className="mb-3 flex flex-wrap gap-x-4 text-ink-2 text-small empty:hidden">
        {receivers !== null && receivers.length > 0 && (
          <span>{t("to", { names: receivers.join(", ") })}</span>
        )}
        {state !== "delivered" && message !== null && <span className="text-warn">{message}</span>}
        {nextAttemptAt !== null && attempts > 0 && (
          <span>{t.rich("nextAttempt", { at: () => <Moment at={nextAttemptAt} /> })}</span>
        )}
        {endedBy !== null && <span>{t("givenUpBy", { name: endedBy })}</span>}
      </p>
      <Attempts attempts={delivery.attemptList} />
    </section>
  );
}

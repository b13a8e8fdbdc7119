import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { Notice } from "../../../../../server/notice/output.ts";
import { api, orNotFound } from "../../../../_trpc/server.ts";
import { idOf, type PageProps } from "../../../../_ui/list-params.ts";
import { Moment } from "../../../../_ui/moment.tsx";
import { Fact, PageHeader } from "../../../../_ui/page-header.tsx";
import { DeliveryState, mostAttempts } from "../../_components/notice/delivery-state.tsx";
import { TryNow } from "../../_components/notice/notice-actions.tsx";
import { NoticeBody } from "../../_components/notice/notice-body.tsx";

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
  const { id, title, state, taskId, taskName, taskLogId, createdAt, deliveries } = notice;
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
      <div className="p-4 lg:px-6">
        <NoticeBody notice={notice} />
      </div>
    </>
  );
}

"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useTRPC } from "../../../_trpc/client.tsx";
import { Fact } from "../../../_ui/page-header.tsx";
import { DeliveryState, mostAttempts } from "../../settings/_components/notice/delivery-state.tsx";

/** While it is on its way it is looked at again and again. */
const lookAgainMs = 3_000;

/** Of an ended run: the notice that was made of it, and whether it has arrived. */
export function NoticeFact({ taskLogId }: { taskLogId: number }) {
  const t = useTranslations("taskLogs");
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.notice.list.queryOptions(
      { taskLogId, pageSize: 1 },
      { refetchInterval: ({ state }) => (state.data?.items[0]?.state === "waiting" ? lookAgainMs : false) },
    ),
  );
  const notice = data?.items[0];
  if (notice === undefined) return null;
  return (
    <Fact name={t("notice")}>
      <Link href={`/settings/notices/${notice.id}`} prefetch={false} className="inline-flex align-bottom">
        <DeliveryState state={notice.state} attempts={mostAttempts(notice.deliveries)} />
      </Link>
    </Fact>
  );
}

"use client";

import { Send } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPCClient } from "../../../../_trpc/client.tsx";
import { Button } from "../../../../_ui/button.tsx";
import { toast } from "../../../../_ui/toast.ts";

/** Sends a test by a channel (none: the message centre), and leads to what became of it. */
export function SendTest({ id, small = true }: { id?: number; small?: boolean }) {
  const t = useTranslations("noticeChannels");
  const client = useTRPCClient();
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    try {
      const { test, testMessageCentre } = client.noticeChannel;
      const { noticeId } = await (id === undefined ? testMessageCentre.mutate({}) : test.mutate({ id }));
      router.push(`/settings/notices/${noticeId}`);
    } catch (error) {
      toast.refused(error);
      setBusy(false);
    }
  };
  return (
    <Button small={small} disabled={busy} onClick={() => void send()}>
      <Send size={12} strokeWidth={1.75} aria-hidden="true" /> {t("test")}
    </Button>
  );
}

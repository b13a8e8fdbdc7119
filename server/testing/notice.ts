import type { NoticeMessage } from "../notice/channel/types.ts";

/** A notice as a receiver is told it, without a database behind it. */
export function testNotice(changes: Partial<NoticeMessage> = {}): NoticeMessage {
  return {
    locale: "en",
    level: "error",
    title: "Nightly backup failed: 1 of 2 hosts did not succeed",
    lines: ["Tenant: default", "Hosts: failed 1, succeeded 1", "db_01 (7): failed, exit code 3: disk full"],
    link: "https://console.example.com/task-logs/12",
    idempotencyKey: "n-12-3",
    data: {
      kind: "test",
      tenant: { id: 1, name: "default" },
      timeZone: "Asia/Shanghai",
      at: "2026-11-28T01:00:00.000Z",
      by: "admin@hostrun.local",
    },
    ...changes,
  };
}

/** What hosts and names may hold to become more than text at a receiver. */
export const hostileText =
  'a](http://evil.example) [b](//x) <@all> <at user_id="all"></at> @所有人 `c` **d** ~e~ # f | \\ &lt; __init__ www.evil.example \u202egnp\u0007';

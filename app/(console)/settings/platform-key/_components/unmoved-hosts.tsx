"use client";

import type { Route } from "next";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import type { Rotation, UnmovedHost } from "../../../../../server/ssh-key/output.ts";
import { Button } from "../../../../_ui/button.tsx";
import { StateGlyph } from "../../../../_ui/state-glyph.tsx";
import { hostPage } from "../../../_hosts/host-page.ts";
import { alike, useCauseWords } from "../../../_hosts/use-cause-words.ts";
import { useKeyAction } from "./use-key-action.ts";

/** Names that one cause shows; the rest is a count. */
const namesShown = 6;

/** The hosts that did not move: a line for each cause, with what to do about it and a further try of those. */
export function UnmovedHosts({ rotation: { unmoved, counts, goesOn } }: { rotation: Rotation }) {
  const t = useTranslations("platformKey");
  const sentence = useCauseWords();
  const locale = useLocale();
  const { actAndSay, busy } = useKeyAction();
  if (unmoved.length === 0) return null;
  const again = (hosts: UnmovedHost[]) => {
    const idsOf = (kind: UnmovedHost["kind"]) => hosts.filter((one) => one.kind === kind).map(({ id }) => id);
    const [targetIds, proxyIds] = [idsOf("target"), idsOf("proxy")];
    actAndSay((client) => client.key.moveHosts.mutate({ targetIds, proxyIds }));
  };
  return (
    <section className="border-line border-t" aria-labelledby="unmoved">
      <h2 id="unmoved" className="px-4 pt-4 text-section lg:px-6">
        {t("unmoved", { count: counts.failed + counts.unreachable })}
      </h2>
      <ul className="divide-y divide-line">
        {alike(unmoved).map((hosts) => {
          const [first] = hosts;
          const failed = first.state === "failed";
          return (
            <li
              key={`${first.kind} ${first.id}`}
              className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3 lg:px-6"
            >
              <span className={failed ? "mt-0.5 text-bad" : "mt-0.5 text-warn"}>
                <StateGlyph state={failed ? "failed" : "unreachable"} />
              </span>
              <div className="min-w-0 flex-1 space-y-0.5">
                <p className="flex flex-wrap gap-x-3 font-medium">
                  {hosts.slice(0, namesShown).map(({ kind, id, name }) => (
                    <Link
                      key={`${kind} ${id}`}
                      href={hostPage(kind, id) as Route}
                      className="underline decoration-line-2 underline-offset-2"
                    >
                      {name}
                    </Link>
                  ))}
                  {hosts.length > namesShown && (
                    <span className="text-ink-2">{t("andMore", { count: hosts.length - namesShown })}</span>
                  )}
                </p>
                <p>
                  {sentence(first, hosts.length === 1)}
                  {first.detail !== null && (
                    <code className="ml-1 break-words text-ink-2 text-small">{first.detail}</code>
                  )}
                </p>
                {first.cure !== null && (
                  <p className="text-ink-2">
                    {first.cure}
                    {locale === "en" && " "}
                    {!failed && t("triesItself")}
                  </p>
                )}
              </div>
              <Button small disabled={busy || goesOn} onClick={() => again(hosts)}>
                {t("tryThose", { count: hosts.length })}
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

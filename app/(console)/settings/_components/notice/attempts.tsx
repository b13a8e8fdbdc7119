"use client";

import { useLocale, useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import type { Locale } from "../../../../../server/domain/locale.ts";
import type { ChannelKind } from "../../../../../server/domain/notice.ts";
import type { Notice } from "../../../../../server/notice/output.ts";
import { CopyButton } from "../../../../_ui/copy-button.tsx";
import { curlOfCall, type SecretPlace } from "../../../../_ui/curl.ts";
import { formatBytes, formatDuration } from "../../../../_ui/format.ts";
import { Moment } from "../../../../_ui/moment.tsx";
import { StateSign } from "../../../../_ui/state.tsx";

type Attempt = Notice["deliveries"][number]["attemptList"][number];

/** Each attempt of a delivery with how long was waited before it, what it took and what came back; one is open. */
export function Attempts({ attempts, channelKind }: { attempts: Attempt[]; channelKind: ChannelKind }) {
  const t = useTranslations("notices");
  const locale = useLocale() as Locale;
  const [chosen, setChosen] = useState<number>();
  const open = attempts.find(({ number }) => number === chosen) ?? attempts.at(-1);
  if (open === undefined) return <p className="text-ink-2">{t("noAttempt")}</p>;
  return (
    <>
      <div className="overflow-x-auto">
        <table aria-label={t("attempts")} className="w-full border-collapse text-left">
          <thead>
            <tr className="border-line border-b text-ink-3 text-small">
              <th scope="col" className="h-8 pr-3 font-medium">
                #
              </th>
              <th scope="col" className="px-3 font-medium">
                {t("at")}
              </th>
              <th scope="col" className="px-3 font-medium max-md:hidden">
                {t("waited")}
              </th>
              <th scope="col" className="px-3 text-right font-medium max-md:hidden">
                {t("took")}
              </th>
              <th scope="col" className="w-full px-3 font-medium">
                {t("answer")}
              </th>
            </tr>
          </thead>
          <tbody>
            {attempts.map((attempt, at) => (
              <tr
                key={attempt.number}
                aria-selected={attempt === open}
                className="border-line border-b aria-selected:bg-select"
              >
                <td className="pr-3">
                  <button
                    type="button"
                    aria-label={t("openAttempt", { number: attempt.number })}
                    onClick={() => setChosen(attempt.number)}
                    className="h-8 min-w-8 rounded-control text-left underline decoration-line-2 underline-offset-2 max-md:h-11"
                  >
                    {attempt.number}
                  </button>
                </td>
                <td className="whitespace-nowrap px-3">
                  <Moment at={attempt.startedAt} />
                </td>
                <td className="whitespace-nowrap px-3 text-ink-2 max-md:hidden">
                  {waited(attempts[at - 1], attempt, locale) ?? t("atOnce")}
                </td>
                <td className="whitespace-nowrap px-3 text-right max-md:hidden">
                  {attempt.endedAt !== null && formatDuration(tookMs(attempt), locale)}
                </td>
                <td className="px-3 py-1">
                  <Answer attempt={attempt} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {open.calls.map((call) => (
        <Call key={call.name} call={call} channelKind={channelKind} />
      ))}
    </>
  );
}

function tookMs({ startedAt, endedAt }: Attempt): number {
  return Date.parse(endedAt ?? startedAt) - Date.parse(startedAt);
}

function waited(before: Attempt | undefined, attempt: Attempt, locale: Locale): string | undefined {
  if (before === undefined) return undefined;
  const from = Date.parse(before.endedAt ?? before.startedAt);
  return formatDuration(Math.max(0, Date.parse(attempt.startedAt) - from), locale);
}

/** The status that came back, and in words why it was not taken. */
function Answer({ attempt: { outcome, message, calls } }: { attempt: Attempt }) {
  const t = useTranslations("notices");
  const status = calls.at(-1)?.status ?? null;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      {outcome === null ? (
        <span className="text-ink-2">{t("cutOff")}</span>
      ) : (
        <>
          <StateSign state={outcome === "delivered" ? "succeeded" : "failed"} />
          {status !== null && <code>{status}</code>}
          <span className={outcome === "delivered" ? "text-ok" : "text-ink-2"}>
            {message ?? t("states.delivered")}
          </span>
        </>
      )}
    </span>
  );
}

/** From where a command that repeats a call reads what opens the receiver. */
const centreVariables: Record<SecretPlace, string> = {
  address: "MANAGER_TOKEN",
  headers: "MANAGER_TOKEN",
  body: "MANAGER_TOKEN",
};
const channelVariables: Record<SecretPlace, string> = {
  address: "CHANNEL_PATH",
  headers: "CHANNEL_SECRET",
  body: "CHANNEL_SIGNATURE",
};

/** One call as it was made, and what came back; secrets are masked. */
function Call({
  call: { name, request, status, answer },
  channelKind,
}: {
  call: Attempt["calls"][number];
  channelKind: ChannelKind;
}) {
  const t = useTranslations("notices");
  const form = useTranslations("form");
  const variables = channelKind === "message_centre" ? centreVariables : channelVariables;
  const command = curlOfCall(request, (place) => variables[place]);
  const size = formatBytes(new TextEncoder().encode(request).length);
  return (
    <section className="mt-4 grid gap-4 md:grid-cols-2">
      <Text
        title={`${t("sent")} · ${name} · ${size}`}
        text={request}
        action={
          command !== undefined && (
            <CopyButton text={command} look="quiet">
              {form("copyCurl")}
            </CopyButton>
          )
        }
      />
      <Text title={`${t("answered")}${status === null ? "" : ` · ${status}`}`} text={answer} />
    </section>
  );
}

function Text({ title, text, action }: { title: string; text: string; action?: ReactNode }) {
  return (
    <div className="min-w-0">
      <div className="mb-1 flex h-7 items-center justify-between">
        <h4 className="font-semibold text-small">{title}</h4>
        {action}
      </div>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must by keyboard too
        tabIndex={0}
        className="max-h-72 overflow-auto whitespace-pre-wrap wrap-anywhere rounded-control border border-line-2 bg-sunken p-2.5 text-small"
      >
        {text}
      </pre>
    </div>
  );
}

import { SquareCode } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Summary } from "../../../server/dashboard/output.ts";
import type { SampleItem, Samples } from "../../../server/sample/output.ts";
import { buttonClass } from "../../_ui/button.tsx";
import { CodeLines } from "../../_ui/code/code-lines.tsx";
import { ConnectionState } from "../../_ui/connection-state.tsx";
import { RowLink } from "../../_ui/list-link.tsx";
import { Moment } from "../../_ui/moment.tsx";
import { PageHeader } from "../../_ui/page-header.tsx";
import { Tag } from "../../_ui/tag.tsx";
import { FirstSteps } from "./first-steps.tsx";
import { Installation } from "./installation.tsx";
import { Needs } from "./needs.tsx";
import { Part } from "./part.tsx";
import { RemoveSamples } from "./remove-samples.tsx";
import { RunSample } from "./run-sample.tsx";

type Runnable = SampleItem & { taskId: number };
type Sandbox = NonNullable<Samples["sandbox"]>;

/** In place of the overview, until a host of one's own has run something: a script to run, and what comes then. */
export function FirstRun({
  summary,
  samples: { items, sandbox },
  userId,
}: {
  summary: Summary;
  samples: Samples;
  userId: number;
}) {
  const t = useTranslations("overview.first");
  const overview = useTranslations("overview");
  const [first, ...more] = sandbox === null ? [] : items.filter(isRunnable);
  return (
    <>
      <PageHeader
        title={overview("title")}
        beside={<span className="text-ink-2">{sandbox === null ? t("fresh") : t("freshSandbox")}</span>}
        actions={
          <>
            {items.length > 0 && <RemoveSamples names={items.map(({ name }) => name)} />}
            <Link href="/scripts/new" data-new className={buttonClass()}>
              <SquareCode size={14} strokeWidth={1.75} aria-hidden="true" /> {overview("newScript")}
            </Link>
          </>
        }
      />
      {first !== undefined && sandbox !== null && (
        <div className="grid border-line border-b lg:grid-cols-2">
          <RunNow sample={first} sandbox={sandbox} />
          <Code sample={first} />
        </div>
      )}
      {summary.needs.length > 0 && <Needs needs={summary.needs} />}
      <FirstSteps summary={summary} userId={userId} strong={first === undefined} />
      <div className="grid flex-1 lg:grid-cols-[minmax(0,5fr)_minmax(0,2fr)] lg:*:last:border-l">
        {more.length > 0 && <MoreSamples samples={more} />}
        <Installation summary={summary} />
      </div>
      <p className="border-line border-t px-4 py-3 text-ink-2 lg:px-6">{t("foot")}</p>
    </>
  );
}

function isRunnable(sample: SampleItem): sample is Runnable {
  return sample.taskId !== null;
}

/** The page's one next step. */
function RunNow({
  sample: { taskId, name, aboutSeconds },
  sandbox: { id, name: host, status, lastCheckedAt, runsAsConsole },
}: {
  sample: Runnable;
  sandbox: Sandbox;
}) {
  const t = useTranslations("overview.first");
  return (
    <section className="flex flex-col items-start gap-4 p-4 lg:px-6 lg:py-8">
      <h2 className="whitespace-pre-line text-big">{t("now")}</h2>
      <p className="max-w-xl text-[14px] leading-[22px]">
        {t.rich("nowText", {
          where: runsAsConsole ? t("sandboxAsConsole") : t("sandbox"),
          name,
          b: (words) => <b className="font-semibold">{words}</b>,
        })}
      </p>
      <p className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <RunSample taskId={taskId} look="strong">
          {t("run", { name })}
        </RunSample>
        <span className="text-ink-2">{t("runAbout", { seconds: aboutSeconds })}</span>
      </p>
      <p className="mt-auto flex flex-wrap items-center gap-x-3 gap-y-1 pt-2 text-ink-2 text-small">
        <RowLink href={`/targets/${id}`}>{host}</RowLink>
        <span>{t("loopback")}</span>
        <ConnectionState status={status} />
        {lastCheckedAt !== null && <Moment at={lastCheckedAt} />}
      </p>
    </section>
  );
}

/** What will run, beside the button that runs it. */
function Code({ sample: { scriptId, name, language, currentVersion, content } }: { sample: Runnable }) {
  const t = useTranslations("overview.first");
  const languages = useTranslations("languages");
  const common = useTranslations("common");
  return (
    <section aria-label={name} className="flex min-w-0 flex-col border-line max-lg:border-t lg:border-l">
      <div className="flex min-h-11 flex-wrap items-center gap-2 border-line border-b px-4 py-1.5">
        <SquareCode size={14} strokeWidth={1.75} className="text-ink-3" aria-hidden="true" />
        <b className="font-semibold">{name}</b>
        <span className="text-ink-2">{`${languages(language)} · v${currentVersion}`}</span>
        <Tag>{common("sample")}</Tag>
        <Link
          href={`/scripts/${scriptId}`}
          className="ml-auto text-ink-2 text-small underline decoration-line-2 underline-offset-2 hover:text-ink"
        >
          {t("openEditor")}
        </Link>
      </div>
      <div className="min-h-0 flex-1 bg-log">
        <CodeLines text={content} language={language} />
      </div>
    </section>
  );
}

function MoreSamples({ samples }: { samples: Runnable[] }) {
  const t = useTranslations("overview.first");
  const words = useTranslations("samples");
  return (
    <Part title={t("more")} beside={t("moreText")}>
      <ul>
        {samples.map(({ key, scriptId, taskId, name, aboutSeconds }) => (
          <li
            key={key}
            className="grid min-h-11 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 border-line border-t py-1.5 sm:grid-cols-[180px_minmax(0,1fr)_auto_auto]"
          >
            <span className="flex min-w-0 items-center gap-2">
              <SquareCode size={14} strokeWidth={1.75} className="shrink-0 text-ink-3" aria-hidden="true" />
              <RowLink href={`/scripts/${scriptId}`}>{name}</RowLink>
            </span>
            <span className="text-ink-2 max-sm:order-last max-sm:col-span-2">{words(key)}</span>
            <span className="text-ink-2 text-small max-sm:hidden">
              {t("about", { seconds: aboutSeconds })}
            </span>
            <RunSample taskId={taskId} small name={name}>
              {t("runShort")}
            </RunSample>
          </li>
        ))}
      </ul>
    </Part>
  );
}

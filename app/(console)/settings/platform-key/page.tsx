import { TRPCError } from "@trpc/server";
import { KeyRound } from "lucide-react";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { api } from "../../../_trpc/server.ts";
import { buttonClass } from "../../../_ui/button.tsx";
import { CodeBlock } from "../../../_ui/code-block.tsx";
import { Empty } from "../../../_ui/empty.tsx";
import { PageHeader } from "../../../_ui/page-header.tsx";
import { ImportKey } from "./_components/import-key.tsx";
import { KeyFacts } from "./_components/key-facts.tsx";
import { KeyRotation } from "./_components/key-rotation.tsx";
import { RotateKey } from "./_components/rotate-key.tsx";

export async function generateMetadata() {
  return { title: (await getTranslations("settings"))("platformKey") };
}

export default async function PlatformKeyPage() {
  const t = await getTranslations("platformKey");
  const settings = await getTranslations("settings");
  const client = await api();
  const { tenantName, chosenTenant } = await client.session.current();
  const key = await client.key.current({}).catch(nullWhereNotReady);
  const { rotation } = await client.key.rotation({});
  return (
    <>
      <PageHeader
        title={settings("platformKey")}
        beside={<span className="text-ink-2">{chosenTenant?.name ?? tenantName}</span>}
        facts={t("intro")}
        actions={key !== null && rotation === null && <RotateKey />}
      />
      {key === null ? (
        <Empty
          icon={KeyRound}
          action={
            <Link href="/settings/system" className={buttonClass()}>
              {t("health")}
            </Link>
          }
        >
          {t("notReady")}
        </Empty>
      ) : (
        <>
          {rotation === null ? (
            <section className="m-4 max-w-3xl rounded-panel border border-line-2 p-4 lg:m-6">
              <KeyFacts of={key} />
            </section>
          ) : (
            <KeyRotation first={rotation} current={key} />
          )}
          <section className="border-line border-t p-4 lg:p-6">
            <h2 className="mb-2 text-section">
              {t("install")}{" "}
              <span className="ml-1 font-normal text-ink-2 text-small">{t("installHint")}</span>
            </h2>
            <CodeBlock text={key.installCommand} />
          </section>
          {rotation === null && (
            <section className="space-y-3 border-line border-t p-4 lg:p-6">
              <h2 className="text-section">
                {t("own")} <span className="ml-1 font-normal text-ink-2 text-small">{t("ownHint")}</span>
              </h2>
              <ImportKey />
            </section>
          )}
        </>
      )}
    </>
  );
}

function nullWhereNotReady(error: unknown): null {
  if (error instanceof TRPCError && error.code === "SERVICE_UNAVAILABLE") return null;
  throw error;
}

import { getTranslations } from "next-intl/server";
import { requireCaller } from "../../../../_auth/caller.ts";
import { api, orNotFound } from "../../../../_trpc/server.ts";
import { idOf, type PageProps } from "../../../../_ui/list-params.ts";
import { Moment } from "../../../../_ui/moment.tsx";
import { Fact, PageHeader } from "../../../../_ui/page-header.tsx";
import { InviteAgain } from "../../_components/invite-again.tsx";
import { SetPassword } from "../../_components/set-password.tsx";
import { UserActions } from "../../_components/user-actions.tsx";
import { UserForm } from "../../_components/user-form.tsx";
import { UserState } from "../../_components/user-state.tsx";

export default async function UserPage({ params }: PageProps<{ id: string }>) {
  const t = await getTranslations("users");
  const settings = await getTranslations("settings");
  const caller = await requireCaller();
  const user = await orNotFound((await api()).user.get({ id: idOf((await params).id) ?? 0 }));
  const own = user.id === caller.userId;
  return (
    <>
      <PageHeader
        crumbs={[{ href: "/settings/users", label: settings("users") }]}
        here={`#${user.id}`}
        title={user.name}
        beside={<UserState user={user} />}
        facts={
          <>
            <Fact name={t("email")}>{user.email}</Fact>
            <Fact name={t("lastSeen")}>
              {user.lastSeenAt === null ? t("never") : <Moment at={user.lastSeenAt} />}
            </Fact>
          </>
        }
        actions={own ? null : <UserActions user={user} />}
      />
      <div className="space-y-8 p-4 lg:p-6">
        {own && <p className="text-ink-2">{t("ownAccount")}</p>}
        <UserForm key={user.updatedAt} user={user} mayGrantAll={caller.role === "system_admin"} />
        {!own && !user.disabled && <InviteAgain user={user} />}
        {!own && <SetPassword user={user} />}
      </div>
    </>
  );
}

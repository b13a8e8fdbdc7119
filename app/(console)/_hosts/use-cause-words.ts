import { useTranslations } from "next-intl";

/** Where and why something failed on a host, as tests and moves of many hosts tell it. */
export interface FailedHost {
  name: string;
  proxyName: string | null;
  step: string | null;
  reason: string | null;
  detail: string | null;
}

/** Says in a sentence why a host, or several alike, failed: who it was, the host or its proxy, and what they did. */
export function useCauseWords(): (host: FailedHost, alone: boolean) => string {
  const causes = useTranslations("causes");
  const t = useTranslations("hosts");
  return ({ step, reason, detail, name, proxyName }, alone) => {
    const proxy = proxyName ?? "";
    const who = step?.startsWith("proxy.") ? proxy : alone ? name : t("these");
    if (!causes.has(reason as "auth")) return detail ?? "";
    // A name is set off from Chinese words by a space; one that is Chinese itself is not.
    return causes(reason as "auth", { who, proxy }).replaceAll(/(\p{Script=Han}) (?=\p{Script=Han})/gu, "$1");
  };
}

/** Those that failed alike: at the same step, for the same reason, behind the same proxy. */
export function alike<T extends FailedHost>(hosts: T[]): [T, ...T[]][] {
  const groups = Map.groupBy(hosts, ({ step, reason, proxyName }) => `${step} ${reason} ${proxyName}`);
  return [...groups.values()].map(([first, ...others]) => [first as T, ...others]);
}

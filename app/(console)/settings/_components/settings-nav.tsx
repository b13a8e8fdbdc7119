"use client";

import clsx from "clsx";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import type { Role } from "../../../../server/domain/role.ts";
import { isAt } from "../../_components/places.ts";
import { partGroups } from "./parts.ts";

/** The parts of the settings that this person may see; on a phone a row to be pushed sideways. */
export function SettingsNav({ role }: { role: Role }) {
  const t = useTranslations("settings");
  const pathname = usePathname();
  return (
    <nav
      aria-label={t("title")}
      className="flex shrink-0 gap-1 overflow-x-auto border-line border-b p-2 lg:sticky lg:top-0 lg:h-dvh lg:w-47 lg:flex-col lg:gap-4 lg:overflow-y-auto lg:border-r lg:border-b-0 lg:p-3 lg:pt-4"
    >
      <p className="hidden px-2 font-semibold text-title lg:block">{t("title")}</p>
      {partGroups.map((group) => (
        <div key={group.name} className="contents lg:block">
          <p className="hidden px-2 pb-1 text-ink-2 text-small lg:block">{t(group.name)}</p>
          <ul className="contents lg:flex lg:flex-col lg:gap-0.5">
            {group.parts
              .filter(({ only }) => only === undefined || only === role)
              .map((part) => (
                <li key={part.name}>
                  <Link
                    href={part.href}
                    ref={isAt(pathname, part) ? intoSight : undefined}
                    aria-current={isAt(pathname, part) ? "page" : undefined}
                    className={clsx(
                      "flex h-8 items-center whitespace-nowrap rounded-control px-2",
                      isAt(pathname, part) ? "bg-hover font-semibold" : "text-ink-2 hover:bg-hover",
                    )}
                  >
                    {t(part.name)}
                  </Link>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

/** On a phone the part that one is in may stand beyond the edge of the row. */
function intoSight(link: HTMLAnchorElement | null): void {
  link?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

import type { ReactNode } from "react";

/** A region of the overview: its title, a phrase beside it, and something at its end. */
export function Part({
  title,
  beside,
  end,
  children,
}: {
  title: ReactNode;
  beside?: ReactNode;
  end?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="min-w-0 border-line border-b p-4 lg:px-6 lg:py-5">
      <div className="mb-3 flex flex-wrap items-baseline gap-x-2.5">
        <h2 className="text-section">{title}</h2>
        {beside && <span className="text-ink-2 text-small">{beside}</span>}
        {end && <span className="ml-auto text-ink-2 text-small">{end}</span>}
      </div>
      {children}
    </section>
  );
}

import { useTranslations } from "next-intl";

const widths = ["w-40", "w-72", "w-56", "w-64", "w-48", "w-60", "w-52", "w-72"];

/** Rows of the height that the true ones will have; whoever waits less than 200 ms sees none of them. */
export default function Loading() {
  const t = useTranslations("common");
  return (
    <div role="status" className="animate-[appear_0s_200ms_both]">
      <span className="sr-only">{t("loading")}</span>
      <div aria-hidden="true" className="px-4 lg:px-6">
        <div className="flex h-16 items-center">
          <span className="h-5 w-48 rounded-cell bg-sunken" />
        </div>
        <div className="flex h-12 items-center">
          <span className="h-8 w-60 rounded-control bg-sunken max-md:w-full" />
        </div>
        <div className="h-9 border-line border-b max-md:hidden" />
        {widths.map((width, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all there is, and stay
          <div key={at} className="flex h-9 items-center border-line border-b max-md:h-20">
            <span className={`h-3 rounded-cell bg-sunken ${width}`} />
          </div>
        ))}
      </div>
    </div>
  );
}

import clsx from "clsx";
import type { ButtonHTMLAttributes } from "react";

/** `strong` is ink, at most one a page, and the next step; `danger` is red, filled only in its own confirmation. */
export type ButtonLook = "strong" | "plain" | "quiet" | "danger" | "danger-filled";

const looks: Record<ButtonLook, string> = {
  strong: "bg-ink text-on-ink border-ink hover:opacity-90",
  plain: "border-line-2 bg-surface hover:bg-hover",
  quiet: "border-transparent hover:bg-hover",
  danger: "border-bad-line text-bad bg-surface hover:bg-bad-tint",
  "danger-filled": "border-bad-solid bg-bad-solid text-on-bad hover:opacity-90",
};

export function buttonClass(look: ButtonLook = "plain", small = false): string {
  return clsx(
    "inline-flex shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-control border font-medium",
    "aria-disabled:cursor-default aria-disabled:border-line-2 aria-disabled:bg-sunken aria-disabled:text-ink-3",
    small ? "h-7 px-2.5 text-small" : "h-8 px-3",
    looks[look],
  );
}

/** A disabled button keeps focus and says by its label, or beside it, why. */
export function Button({
  look,
  small,
  className,
  disabled,
  onClick,
  type = "button",
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { look?: ButtonLook; small?: boolean }) {
  return (
    <button
      {...rest}
      type={type}
      aria-disabled={disabled || undefined}
      onClick={disabled ? (event) => event.preventDefault() : onClick}
      className={clsx(buttonClass(look, small), className)}
    />
  );
}

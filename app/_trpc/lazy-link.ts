import type { OperationLink, TRPCLink } from "@trpc/client";
import { observable, type Unsubscribable } from "@trpc/server/observable";
import type { AppRouter } from "../../server/router.ts";

/** A link whose code comes with the first call that takes it. */
export function lazyLink(load: () => Promise<TRPCLink<AppRouter>>): TRPCLink<AppRouter> {
  return (runtime) => {
    let loaded: Promise<OperationLink<AppRouter>> | undefined;
    return (operation) =>
      observable((observer) => {
        let inner: Unsubscribable | null = null;
        let over = false;
        loaded ??= load().then((link) => link(runtime));
        loaded.then(
          (open) => {
            if (!over) inner = open(operation).subscribe(observer);
          },
          (error) => {
            loaded = undefined;
            observer.error(error);
          },
        );
        return () => {
          over = true;
          inner?.unsubscribe();
        };
      });
  };
}

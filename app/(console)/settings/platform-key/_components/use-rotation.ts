import { useQuery } from "@tanstack/react-query";
import type { Rotation } from "../../../../../server/ssh-key/output.ts";
import { useTRPC } from "../../../../_trpc/client.tsx";

/** How often it is looked how far hosts are: while they move, of many of them, and while nothing moves. */
const lookMs = { moving: 1_000, many: 3_000, still: 10_000 };
const many = 1_000;

/** How far the hosts are on their way to the current key; null where there is one key alone. */
export function useRotation(first: Rotation | null): Rotation | null {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.key.rotation.queryOptions(
      {},
      {
        initialData: { rotation: first },
        refetchInterval: ({ state }) => pace(state.data?.rotation ?? null),
      },
    ),
  );
  return data.rotation;
}

function pace(rotation: Rotation | null): number | false {
  if (rotation === null) return false;
  if (!rotation.goesOn) return lookMs.still;
  return rotation.total > many ? lookMs.many : lookMs.moving;
}

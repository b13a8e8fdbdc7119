import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC, useTRPCClient } from "../../../../_trpc/client.tsx";
import { toast } from "../../../../_ui/toast.ts";

type Client = ReturnType<typeof useTRPCClient>;

/** Does something to the tenant's keys, says where it was refused, and shows how things stand afterwards. */
export function useKeyAction() {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const { mutateAsync, isPending } = useMutation({
    mutationFn: (act: (client: Client) => Promise<unknown>) => act(client),
    onSettled: async () => {
      await queryClient.invalidateQueries(trpc.key.rotation.pathFilter());
      router.refresh();
    },
  });
  return {
    busy: isPending,
    /** Throws where it is refused: for what says so itself. */
    act: async (work: (client: Client) => Promise<unknown>) => void (await mutateAsync(work)),
    /** Says so in the corner. */
    actAndSay: (work: (client: Client) => Promise<unknown>) =>
      void mutateAsync(work).catch((error: unknown) => toast.refused(error)),
  };
}

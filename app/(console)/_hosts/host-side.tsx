import type { HostKind } from "../../../server/domain/host-kind.ts";
import { ConnectionTest } from "./connection-test.tsx";
import { HostKey } from "./host-key.tsx";
import { InstallCommand } from "./install-command.tsx";
import type { Host } from "./way.ts";

interface HostWithKeys extends Host {
  hostKeyFingerprint: string | null;
  offeredHostKeyFingerprint: string | null;
}

/** A host's connection: whether it can be reached, whom it must prove to be, and how the key gets there. */
export function HostSide({
  kind,
  host,
  command,
}: {
  kind: HostKind;
  host: HostWithKeys;
  /** Null where the platform's key is not what logs in, or is not made yet. */
  command: string | null;
}) {
  const { id, name, hostKeyFingerprint, offeredHostKeyFingerprint } = host;
  return (
    <div className="grid lg:grid-cols-[minmax(0,1fr)_344px]">
      <div className="min-w-0 space-y-6 p-4 lg:p-6">
        <ConnectionTest kind={kind} host={host} />
        <HostKey
          kind={kind}
          id={id}
          name={name}
          pinned={hostKeyFingerprint}
          offered={offeredHostKeyFingerprint}
        />
      </div>
      <aside className="space-y-6 border-line bg-ground p-4 max-lg:border-t lg:border-l lg:p-6">
        {command !== null && <InstallCommand command={command} />}
      </aside>
    </div>
  );
}

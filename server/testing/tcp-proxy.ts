import type { AddressInfo } from "node:net";
import net from "node:net";

/** A piece of cable in front of a server on loopback: it can be held, cut, and made to change what it carries. */
export interface TcpProxy {
  readonly port: number;
  /** Connections that are open now. */
  readonly connections: number;
  /** Connections that were ever asked for, refused ones too. */
  readonly dialled: number;
  /**
   * Round trips that its one client has waited for: each answer comes one after what the server had heard by then.
   * Only differences count, taken while the client says nothing but what it is asked about.
   */
  readonly roundTrips: number;
  /** Carries nothing, either way, and answers to nobody new; what is sent meanwhile waits. */
  hold(): void;
  /** Ends every connection and refuses new ones. */
  cut(): void;
  /** Carries again. */
  mend(): void;
  close(): Promise<void>;
}

export interface TcpProxyOptions {
  port: number;
  /** Changes a piece of what the server says, in the order in which pieces arrive. */
  fromServer?(bytes: Buffer): Buffer;
}

/** Starts a proxy in front of `127.0.0.1:port`, on a port of its own. */
export async function startTcpProxy({ port, fromServer = same }: TcpProxyOptions): Promise<TcpProxy> {
  const pairs = new Set<[near: net.Socket, far: net.Socket]>();
  const heard = { server: 0, client: 0 };
  const toServer = (bytes: Buffer) => {
    heard.server = Math.max(heard.server, heard.client);
    return bytes;
  };
  const toClient = (bytes: Buffer) => {
    heard.client = Math.max(heard.client, heard.server + 1);
    return fromServer(bytes);
  };
  let state: "carrying" | "held" | "cut" = "carrying";
  let dialled = 0;
  const server = net.createServer({ noDelay: true, pauseOnConnect: true }, (near) => {
    dialled++;
    if (state === "cut") return near.resetAndDestroy();
    const far = net.connect({ port, host: "127.0.0.1", noDelay: true });
    const pair: [net.Socket, net.Socket] = [near, far];
    pairs.add(pair);
    carry(near, far, toServer, () => pairs.delete(pair));
    carry(far, near, toClient, () => pairs.delete(pair));
    if (state === "held") for (const socket of pair) socket.pause();
    else near.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const own = (server.address() as AddressInfo).port;
  const end = () => {
    for (const pair of pairs) for (const socket of pair) socket.resetAndDestroy();
  };
  return {
    port: own,
    get connections() {
      return pairs.size;
    },
    get dialled() {
      return dialled;
    },
    get roundTrips() {
      return heard.client;
    },
    hold: () => {
      state = "held";
      for (const pair of pairs) for (const socket of pair) socket.pause();
    },
    cut: () => {
      state = "cut";
      end();
    },
    mend: () => {
      state = "carrying";
      for (const pair of pairs) for (const socket of pair) socket.resume();
    },
    close: async () => {
      end();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function carry(from: net.Socket, to: net.Socket, change: (bytes: Buffer) => Buffer, over: () => void): void {
  from.on("data", (bytes: Buffer) => to.write(change(bytes)));
  from.on("end", () => to.end());
  from.on("error", () => to.destroy());
  from.on("close", () => {
    to.destroy();
    over();
  });
}

function same(bytes: Buffer): Buffer {
  return bytes;
}

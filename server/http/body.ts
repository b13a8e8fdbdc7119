import { ServiceError } from "../errors.ts";

/** What a body may hold: a file of hosts of 5 MiB, escaped, and the rest. */
const bodyBytes = 8 * 1024 * 1024;
const bodyLimit = "8 MiB";

/**
 * A request's body, whole; PAYLOAD_TOO_LARGE above 8 MiB, whatever its length header says. The rest of one that is
 * too long is read and thrown away, so that its sender gets to read the answer; `capBody` bounds that.
 */
export async function readBody(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(request.headers.get("content-length") ?? 0) > bodyBytes) throw tooLarge();
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of request.body ?? []) {
    bytes += part.byteLength;
    if (bytes <= bodyBytes) parts.push(part);
  }
  if (bytes > bodyBytes) throw tooLarge();
  return new Uint8Array(Buffer.concat(parts));
}

function tooLarge(): ServiceError {
  return new ServiceError("PAYLOAD_TOO_LARGE", "BODY_TOO_LARGE", { limit: bodyLimit });
}

import type { MessageCentre } from "./centre-settings.ts";
import { judgeByStatus } from "./judge.ts";
import { type Posted, type PostOptions, post } from "./post.ts";
import type { NoticeMessage, SendResult, SentCall } from "./types.ts";

interface Delivery extends Omit<PostOptions, "refuse"> {
  receivers: string[];
  /** What `remember` was given by an earlier attempt: the first call is not made again. */
  made: string | null;
  /** Stores the id of the notice that was made, before it is sent. */
  remember(made: string): Promise<void>;
}

/**
 * Makes a notice at the message centre (`createNotice`), then has it sent (`SendNotices`). Either call may have to be
 * repeated: the first carries the notice's idempotency key, the second the id that the first one answered.
 */
export async function sendToMessageCentre(
  centre: MessageCentre,
  message: NoticeMessage,
  { receivers, made, remember, ...options }: Delivery,
): Promise<SendResult> {
  if (receivers.length === 0) return { outcome: "refused", reason: "receivers", calls: [] };
  const calls: SentCall[] = [];
  let id = made;
  if (id === null) {
    const created = await create(centre, message, options);
    calls.push(...created.calls);
    if (created.id === null) return { ...created, calls };
    id = created.id;
    await remember(id);
  }
  const sent = await send(centre, message, { receivers, id }, options);
  return { ...sent, calls: [...calls, ...sent.calls] };
}

async function create(
  centre: MessageCentre,
  { title, lines, link, level, idempotencyKey }: NoticeMessage,
  options: PostOptions,
): Promise<SendResult & { id: string | null }> {
  const { fields, levels, source, createPath, id: idField } = centre.mapping;
  const body = {
    [fields.title]: title,
    [fields.content]: (link === null ? lines : [...lines, link]).join("\n"),
    [fields.level]: levels[level],
    [fields.source]: source,
    [fields.idempotencyKey]: idempotencyKey,
  };
  const posted = await call(centre, createPath, { body, idempotencyKey }, options);
  const judged = judge(centre, posted);
  if (judged.outcome !== "delivered") return { ...judged, id: null };
  const id = valueAt(readJson(posted.answer), idField);
  const isId = (typeof id === "string" && id !== "") || typeof id === "number";
  if (!isId) return { ...judged, outcome: "again", reason: "unreadable", id: null };
  return { ...judged, id: JSON.stringify(id) };
}

async function send(
  centre: MessageCentre,
  { idempotencyKey }: NoticeMessage,
  { receivers, id }: { receivers: string[]; id: string },
  options: PostOptions,
): Promise<SendResult> {
  const { fields, sendPath } = centre.mapping;
  const body = { [fields.noticeIds]: [JSON.parse(id)], [fields.receivers]: receivers };
  return judge(centre, await call(centre, sendPath, { body, idempotencyKey }, options));
}

function call(
  { url, token }: MessageCentre,
  path: string,
  { body, idempotencyKey }: { body: object; idempotencyKey: string },
  options: PostOptions,
): Promise<Posted> {
  return post({
    ...options,
    name: path.slice(path.lastIndexOf("/") + 1),
    url: `${url}${path}`,
    headers: {
      "idempotency-key": idempotencyKey,
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
    secrets: token === null ? [] : [token],
  });
}

/** A status alone is not believed: the answer must be whole, JSON where there is one, and say what success looks like. */
function judge({ mapping: { success } }: MessageCentre, posted: Posted): SendResult {
  const judged = judgeByStatus(posted);
  if (judged.outcome !== "delivered") return judged;
  const again = (reason: NonNullable<SendResult["reason"]>) => ({
    ...judged,
    outcome: "again" as const,
    reason,
  });
  if (posted.failure !== null) return again(posted.failure);
  const answer = posted.answer === "" && success === undefined ? {} : readJson(posted.answer);
  if (answer === null) return again("unreadable");
  if (success === undefined) return judged;
  return (success.values as unknown[]).includes(valueAt(answer, success.field)) ? judged : again("refused");
}

/** An object, or null for anything else. */
function readJson(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}

/** What stands at a place such as `data.id`. */
function valueAt(answer: object | null, place: string): unknown {
  return place.split(".").reduce<unknown>((value, name) => {
    const holder = typeof value === "object" && value !== null ? value : {};
    return Object.hasOwn(holder, name) ? (holder as Record<string, unknown>)[name] : undefined;
  }, answer);
}

import { type ChannelSettings, channelSettingsSchema, type ShownSettings } from "./input.ts";

/**
 * Settings in their two parts: what may be shown again, and what is sealed as one text; null where a channel has
 * nothing to hide. An address is sealed whole, since what opens it stands in it; its host is shown.
 */
export function partSettings(settings: ChannelSettings): { shown: ShownSettings; secret: string | null } {
  if (settings.kind === "email") return { shown: settings, secret: null };
  const { kind, ...secret } = settings;
  return { shown: { kind, host: new URL(settings.url).host }, secret: JSON.stringify(secret) };
}

/** The whole again, of what {@link partSettings} made; throws where the parts do not fit. */
export function joinSettings(shown: ShownSettings, secret: string | null): ChannelSettings {
  const hidden = secret === null ? {} : (JSON.parse(secret) as object);
  return channelSettingsSchema.parse(
    shown.kind === "email" ? { ...shown, ...hidden } : { kind: shown.kind, ...hidden },
  );
}

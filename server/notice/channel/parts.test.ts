import { expect, test } from "vitest";
import { type ChannelSettings, shownSettingsSchema } from "./input.ts";
import { joinSettings, partSettings } from "./parts.ts";

const key = `whsec_${Buffer.alloc(24, 1).toString("base64")}`;
const all: ChannelSettings[] = [
  { kind: "webhook", url: "https://hooks.example.com:8443/a/token-1?key=2", secret: key },
  { kind: "email", receivers: ["ops@example.com"] },
  { kind: "dingtalk", url: "https://oapi.dingtalk.com/robot/send?access_token=token-1", secret: "SEC1" },
  { kind: "dingtalk", url: "https://oapi.dingtalk.com/robot/send?access_token=token-1" },
  { kind: "wecom", url: "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=token-1" },
  { kind: "feishu", url: "https://open.feishu.cn/open-apis/bot/v2/hook/token-1", secret: "s" },
];

test.each(all)(
  "settings of $kind come together again, and show nothing that opens the receiver",
  (settings) => {
    const { shown, secret } = partSettings(settings);
    expect(JSON.stringify(shown)).not.toMatch(/token-1|whsec|SEC1/);
    expect(shownSettingsSchema.parse(shown)).toEqual(shown);
    expect(joinSettings(shown, secret)).toEqual(settings);
  },
);

test("an address shows its host and port", () => {
  expect(partSettings(all[0] as ChannelSettings).shown).toEqual({
    kind: "webhook",
    host: "hooks.example.com:8443",
  });
});

"use client";

import "./globals.css";

const words = {
  en: { title: "Hostrun could not be shown", text: "Nothing was changed; runs go on.", again: "Try again" },
  "zh-CN": { title: "Hostrun 没能显示出来", text: "没有任何改动，运行不受影响。", again: "再试一次" },
};

/** The last page there is: when it shows, the rest of the console, its languages too, could not be had. */
export default function GlobalFault() {
  const locale = navigator.language.startsWith("zh") ? "zh-CN" : "en";
  const { title, text, again } = words[locale];
  return (
    <html lang={locale}>
      <body>
        <main className="mx-auto max-w-md space-y-3 px-6 py-24">
          <h1 className="text-title">{title}</h1>
          <p>{text}</p>
          <button type="button" className="underline" onClick={() => location.reload()}>
            {again}
          </button>
        </main>
      </body>
    </html>
  );
}

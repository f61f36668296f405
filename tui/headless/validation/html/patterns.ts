import type { Bar, StateBar } from "../report.ts";
import { html, type Markup } from "./markup.ts";

/** How a bar is filled: by a colour and, for whoever does not see it or prints in grey, by a pattern. */
export const FILLS = ["good", "wait", "warn", "bad", "other"] as const;
export type Fill = (typeof FILLS)[number];

export const LEGEND: Record<Fill, string> = {
  good: "succeeded",
  wait: "waited",
  warn: "failed, and was caught",
  bad: "failed",
  other: "cut short",
};

export function fillOf(bar: StateBar | Bar): Fill {
  switch (bar.status) {
    case "failed":
      return "bad";
    case "caught":
      return "warn";
    case "succeeded":
      return "type" in bar && bar.type === "Wait" ? "wait" : "good";
    case "stopped":
    case "running":
      return "other";
  }
}

/** What is drawn over the colours, once a page. */
export const patterns = (): Markup => html`<defs>
<pattern id="ink-bad" width="6" height="6" patternUnits="userSpaceOnUse"><path class="ink" d="M-1 7 7-1M-1 1 1-1M5 7 7 5"/></pattern>
<pattern id="ink-warn" width="5" height="5" patternUnits="userSpaceOnUse"><circle class="dot" cx="2.5" cy="2.5" r="1.1"/></pattern>
<pattern id="ink-other" width="4" height="4" patternUnits="userSpaceOnUse"><path class="ink" d="M2 0V4"/></pattern>
<pattern id="ink-wait" width="4" height="4" patternUnits="userSpaceOnUse"><path class="ink" d="M0 2H4"/></pattern>
</defs>`;

import { counted } from "../../../text/counted.ts";
import { duration } from "../../../text/duration.ts";
import type { ValidationReport } from "../report.ts";
import { html, type Markup } from "./markup.ts";

const usd = (amount: number): string => `$${amount.toFixed(2)}`;

/** What it cost, or would have cost on AWS. */
export function costSection({ cost, place }: ValidationReport): Markup {
  const { transitions, transitionsUsd, minutes, labUsdPerHour, labUsd } = cost;
  const would = place === "aws" ? "" : " would cost";
  return html`<section aria-labelledby="cost"><h2 id="cost">Cost</h2>
<p>${place === "aws" ? "About what it cost on AWS." : "The local account costs nothing. On AWS it would cost about this."}</p>
<dl><dt>state machines</dt><dd>${counted(transitions, "state transition")}${would}${place === "aws" ? " cost" : ""} ${usd(transitionsUsd)}</dd>
<dt>the lab</dt><dd>stood for ${duration(minutes * 60)}; an hour${place === "aws" ? " costs" : " on AWS costs"} ${usd(labUsdPerHour)}, so much ${usd(labUsd)}</dd></dl>
<p class="quiet">List prices of us-east-1. The first 4,000 state transitions of a month are free.</p>
</section>`;
}

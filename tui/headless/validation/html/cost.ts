import { counted } from "../../../text/counted.ts";
import { duration } from "../../../text/duration.ts";
import { transitionsInWords, usd } from "../../../text/estimate-words.ts";
import type { ValidationReport } from "../report.ts";
import { html, type Markup } from "./markup.ts";

/** What it cost, or would have cost on AWS, and what was to be expected. */
export function costSection({ cost, place }: ValidationReport): Markup {
  const { transitions, transitionsUsd, minutes, labUsdPerHour, labUsd, onAws } = cost;
  const onAwsNow = place === "aws";
  const stood = duration(minutes * 60);
  return html`<section aria-labelledby="cost"><h2 id="cost">Cost</h2>
<p>${onAwsNow ? "About what it cost on AWS:" : "The local account costs nothing. About what it would cost on AWS:"}</p>
<dl><dt>state machines</dt><dd>${counted(transitions, "state transition")}, ${usd(transitionsUsd)}</dd>
<dt>the lab</dt><dd>${onAwsNow ? html`stood for ${stood}, ${usd(labUsd)}` : html`some ${onAws.minutes} minutes, ${usd(onAws.labUsd)}; here it stood for ${stood}`}, at ${usd(labUsdPerHour)} an hour</dd>
<dt>estimate on AWS</dt><dd>${transitionsInWords(onAws)}; some ${onAws.minutes} minutes and ${usd(onAws.labUsd)} for the lab</dd></dl>
<p class="quiet">List prices of us-east-1. The first 4,000 state transitions of a month are free.</p>
</section>`;
}

import { duration } from "../../../text/duration.ts";
import { leftInWords } from "../left-in-words.ts";
import type { ValidationReport, Verdict } from "../report.ts";
import { cleanUpSection } from "./clean-up.ts";
import { costSection } from "./cost.ts";
import { html, type Markup } from "./markup.ts";
import { stepsSection } from "./steps.ts";
import { STYLE } from "./style.ts";
import { timelineSection } from "./timeline.ts";
import { secondsBetween, type Tone, utc } from "./words.ts";

/**
 * The report as one page that needs nothing else: no script, no network, no other file. Whatever comes from an account is
 * escaped, and the page's own policy lets nothing be loaded or run, should that ever fail.
 *
 * @param report without secrets: text that is escaped can no longer be searched for them
 */
export function htmlOf(report: ValidationReport): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${VERDICTS[report.verdict].words}: ${report.lab.title}</title>
<style>${STYLE}</style>
</head>
<body><main>
${verdict(report)}
<nav aria-label="Parts of the report"><ul><li><a href="#timeline">Timeline</a></li><li><a href="#steps">Steps</a></li><li><a href="#clean-up">Clean-up</a></li><li><a href="#cost">Cost</a></li></ul></nav>
${timelineSection(report)}
${stepsSection(report)}
${cleanUpSection(report)}
${costSection(report)}
</main></body>
</html>
`;
  return page.text;
}

const VERDICTS: Record<Verdict, { tone: Tone; sign: string; words: string }> = {
  valid: { tone: "good", sign: "✓", words: "Valid" },
  "not-valid": { tone: "bad", sign: "✗", words: "Not valid" },
  "left-behind": { tone: "bad", sign: "✗", words: "Something is left behind" },
  refused: { tone: "warn", sign: "!", words: "Refused" },
  interrupted: { tone: "warn", sign: "!", words: "Interrupted" },
};

function verdict(report: ValidationReport): Markup {
  const { tone, sign, words } = VERDICTS[report.verdict];
  const { steps, place, account, region, startedAt, endedAt } = report;
  const proven = steps.filter((step) => step.proven).length;
  const whose = account.alias ? `${account.alias} (${account.id})` : account.id;
  const where = `the ${place === "aws" ? "AWS" : "local"} account ${whose}, ${region}`;
  return html`<h1>${report.lab.title}</h1>
<div class="verdict ${tone}"><p><strong>${sign} ${words}:</strong> ${proven} of ${steps.length} ${steps.length === 1 ? "step" : "steps"} of ${report.lab.id} proven in ${where}, on <time datetime="${startedAt}">${utc(startedAt)}</time>, in ${duration(secondsBetween(startedAt, endedAt))}.</p>
${why(report)}
<p class="quiet">Exit code ${report.exitCode}. Execution <code>${report.executionArn}</code></p></div>`;
}

/** Why it is not valid, as far as that is to be known before one reads on. */
function why(report: ValidationReport): Markup {
  const { verdict: of, error, build, steps } = report;
  if (of === "valid")
    return html`<p>Each check failed before its step was done and passed after, solving again changed nothing, and nothing of the lab is left.</p>`;
  const trouble = error ?? build.error;
  const unproven = steps.filter(({ proven, startedAt }) => !proven && startedAt);
  return html`${of === "left-behind" ? html`<p class="lines">${leftInWords(report)}</p>` : trouble ? html`<p class="lines">${trouble.name}: ${trouble.cause}</p>` : ""}
${of === "refused" ? html`<p>Nothing was done: the account is as it was.</p>` : ""}
${unproven.length > 0 ? html`<ul class="problems">${unproven.map(({ step, title, problems }) => html`<li class="lines"><a href="#step-${step}">${title}</a>: ${problems.join(" ")}</li>`)}</ul>` : ""}`;
}

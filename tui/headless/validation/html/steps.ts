import type { Action, Finding } from "../../../../workflows/contract.ts";
import { counted } from "../../../text/counted.ts";
import type { Look, StepReport, ValidationReport } from "../report.ts";
import { html, type Markup } from "./markup.ts";
import { mark, statusMark, tookFrom } from "./words.ts";

/** All steps in a table, and then each with what was seen and done. */
export const stepsSection = ({ steps }: ValidationReport): Markup =>
  html`<section aria-labelledby="steps"><h2 id="steps">Steps</h2>
<div class="wide"><table><caption>Each step's check before it was done, once it was solved, and once it was solved again</caption>
<thead><tr><th scope="col">Step</th><th scope="col">Proven</th><th scope="col">Before</th><th scope="col">Solved</th><th scope="col">Solved again</th><th scope="col" class="number">Calls</th><th scope="col" class="number">Took</th></tr></thead>
<tbody>${steps.map(overviewRow)}</tbody></table></div>
${steps.map(stepDetails)}
</section>`;

const overviewRow = (step: StepReport): Markup =>
  html`<tr><th scope="row"><a href="#step-${step.step}">${step.title}</a><small><code>${step.step}</code>${step.optional ? ", optional" : ""}</small></th><td>${provenMark(step)}</td><td>${lookMark(step.red)}</td><td>${lookMark(step.green)}</td><td>${lookMark(step.again)}${step.callsAgain.length > 0 ? html`<small>${counted(step.callsAgain.length, "call")} made</small>` : ""}</td><td class="number">${step.calls.length}</td><td class="number">${tookFrom(step.startedAt, step.endedAt)}</td></tr>`;

const provenMark = ({ proven, startedAt }: StepReport): Markup =>
  proven ? mark("good", "✓ yes") : startedAt ? mark("bad", "✗ no") : mark("other", "· not come to");

const lookMark = (look: Look | undefined): Markup => (look ? statusMark(look.status) : NOT_LOOKED);

const NOT_LOOKED = html`<span class="quiet">not looked at</span>`;

/** What there is to be read of a step; open where that is why the validation failed. */
function stepDetails(step: StepReport): Markup {
  const { proven, problems, green, calls, callsAgain } = step;
  const open = proven || !step.startedAt ? "" : html` open`;
  return html`<details id="step-${step.step}"${open}><summary><h3>${step.title}</h3> ${provenMark(step)}<span class="quiet">${counted(calls.length, "call")}</span></summary>
${problems.length > 0 ? html`<ul class="problems">${problems.map((problem) => html`<li class="lines">${problem}</li>`)}</ul>` : ""}
${findingsTable(step)}
${callsTable(calls, green ? "Calls that solved it" : "Calls that were made before it failed", "No call was made to solve it.")}
${callsAgain.length > 0 ? callsTable(callsAgain, "Calls of solving it again: there should be none", "") : ""}
</details>`;
}

function findingsTable({ red, green }: StepReport): Markup {
  const after = green?.findings ?? [];
  const before = red?.findings ?? [];
  // The judge gives them in one order, and may know more of them once there is more to see.
  const requirements = [...new Set([...after, ...before].map(({ requirement }) => requirement))];
  if (requirements.length === 0) return html`<p class="quiet">Its check was not looked at.</p>`;
  const cell = (look: Look | undefined, requirement: string) =>
    html`<td>${look ? look.findings.filter((finding) => finding.requirement === requirement).map(findingIn) : NOT_LOOKED}</td>`;
  return html`<table class="findings"><caption>What is required, and what was there</caption>
<thead><tr><th scope="col">Requirement</th><th scope="col">Before it was done</th><th scope="col">Once it was solved</th></tr></thead>
<tbody>${requirements.map(
    (requirement) =>
      html`<tr><th scope="row">${requirement}<small>${[...after, ...before].find((finding) => finding.requirement === requirement)?.expected}</small></th>${cell(red, requirement)}${cell(green, requirement)}</tr>`,
  )}</tbody></table>`;
}

const findingIn = ({ status, actual, remedy }: Finding): Markup =>
  html`${statusMark(status)}<small>${actual}</small>${remedy && status !== "met" ? html`<small>To do: ${remedy}</small>` : ""}`;

const callsTable = (calls: readonly Action[], heading: string, none: string): Markup =>
  calls.length === 0
    ? html`<p class="quiet">${none}</p>`
    : html`<table class="calls"><caption>${heading}</caption><thead><tr><th scope="col">Operation</th><th scope="col">What it did</th></tr></thead>
<tbody>${calls.map(({ service, operation, summary }) => html`<tr><th scope="row"><code>${service}:${operation}</code></th><td>${summary}</td></tr>`)}</tbody></table>`;

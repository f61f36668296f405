import { TELLING_STATES } from "../../../../workflows/contract.ts";
import { counted } from "../../../text/counted.ts";
import { duration } from "../../../text/duration.ts";
import type { Bar, StateBar, ValidationReport } from "../report.ts";
import { html, type Markup } from "./markup.ts";
import { FILLS, type Fill, fillOf, LEGEND, patterns } from "./patterns.ts";
import { type Scale, scaleOf } from "./scale.ts";
import { secondsBetween, tookFrom, utc } from "./words.ts";

/** In the drawing's own units, which are pixels where it is shown at its full width. */
const WIDTH = 1080;
const LEFT = 250;
const RIGHT = 16;
const ROW = 15;
const BETWEEN_GROUPS = 7;
const AXIS = 26;

/** The executions of one step, or of build or clean-up, one below the other. */
interface Group {
  name: string;
  bars: Bar[];
}

/** The executions as a Gantt picture, a row each and each of its states a bar; and the same as a table. */
export function timelineSection(report: ValidationReport): Markup {
  const { timeline, startedAt, endedAt } = report;
  const spoken = `${counted(timeline.length, "execution")} in ${duration(secondsBetween(startedAt, endedAt))}, from ${utc(startedAt)}. The table below has each with its times.`;
  return html`<section aria-labelledby="timeline"><h2 id="timeline">Timeline</h2>
<p class="quiet">A row is an execution of a state machine, a bar one of its states. Point at a bar for its exact times.</p>
${legend()}
<div class="wide" tabindex="0" role="group" aria-label="Timeline of executions">${picture(report, spoken)}</div>
<details><summary>The executions as a table</summary>${table(report)}</details>
</section>`;
}

const legend = (): Markup =>
  html`<ul class="legend">${FILLS.map((fill) => html`<li><svg width="26" height="11" aria-hidden="true">${rectangle(fill, 0, 0, 26, 11)}</svg>${LEGEND[fill]}</li>`)}</ul>`;

function picture({ timeline, startedAt, endedAt }: ValidationReport, spoken: string): Markup {
  const scale = scaleOf(secondsBetween(startedAt, endedAt), LEFT, WIDTH - RIGHT);
  const at = (time: string) => scale.x(secondsBetween(startedAt, time));
  let top = AXIS;
  const rows: Markup[] = [];
  for (const { name, bars } of groupsOf(timeline)) {
    rows.push(html`<line class="between" x1="0" x2="${WIDTH}" y1="${top}" y2="${top}"/>`);
    top += BETWEEN_GROUPS / 2;
    for (const [index, bar] of bars.entries()) {
      const label =
        index === 0 ? html`<text class="group" x="8" y="${top + ROW - 4}">${shortened(name)}</text>` : "";
      rows.push(html`<g>${label}${rowOf(bar, top, at)}</g>`);
      top += ROW;
    }
    top += BETWEEN_GROUPS / 2;
  }
  return html`<svg class="timeline" viewBox="0 0 ${WIDTH} ${top + 6}" role="img" aria-labelledby="timeline-title timeline-text">
<title id="timeline-title">Timeline of executions</title><desc id="timeline-text">${spoken}</desc>
${patterns()}${axis(scale, top + 2)}${rows}</svg>`;
}

function axis({ ticks, x }: Scale, bottom: number): Markup[] {
  return ticks.map(
    ({ seconds, words }) =>
      html`<line class="grid" x1="${x(seconds)}" x2="${x(seconds)}" y1="${AXIS - 8}" y2="${bottom}"/><text class="axis" x="${x(seconds)}" y="12" text-anchor="middle">${words}</text>`,
  );
}

function rowOf(bar: Bar, top: number, at: (time: string) => number): Markup {
  const [from, to] = [at(bar.startedAt), at(bar.endedAt)];
  const whole = html`<rect class="whole" x="${from}" y="${top + 2}" width="${widthOf(from, to)}" height="${ROW - 4}" rx="1"><title>${titleOf(bar)}</title></rect>`;
  const states = bar.states.filter(isDrawn).map((state) => {
    const [begun, ended] = [at(state.startedAt), at(state.endedAt)];
    return html`<g>${rectangle(fillOf(state), begun, top + 2, widthOf(begun, ended), ROW - 4)}<title>${bar.name}, ${titleOf(state)}</title></g>`;
  });
  // An execution that failed before any of its states was worth a bar is to be seen all the same.
  const failed =
    bar.status !== "succeeded" && states.length === 0
      ? rectangle(fillOf(bar), from, top + 2, widthOf(from, to), ROW - 4)
      : "";
  return html`<text class="row" x="${LEFT - 10}" y="${top + ROW - 4}" text-anchor="end">${bar.name}</text>${whole}${states}${failed}`;
}

/** What only holds others, what only tells of them, and what was over at once, unless it failed. */
const isDrawn = ({ name, type, status, startedAt, endedAt }: StateBar): boolean =>
  status !== "succeeded"
    ? type !== "Map" && type !== "Parallel"
    : (type === "Task" || type === "Wait") && !TELLING.has(name) && startedAt !== endedAt;

const TELLING: ReadonlySet<string> = new Set(Object.values(TELLING_STATES));

/** However short, it is to be seen. */
const widthOf = (from: number, to: number): number => round(Math.max(1.2, to - from));

function rectangle(fill: Fill, x: number, y: number, width: number, height: number): Markup {
  const place = html`x="${round(x)}" y="${y}" width="${width}" height="${height}"`;
  const solid = html`<rect class="state fill-${fill}" ${place}/>`;
  return fill === "good" ? solid : html`${solid}<rect fill="url(#ink-${fill})" ${place}/>`;
}

const titleOf = ({ name, status, startedAt, endedAt, ...rest }: Bar | StateBar): string =>
  [
    `${name}: ${status}`,
    tookFrom(startedAt, endedAt),
    `${utc(startedAt, true)} to ${utc(endedAt, true)}`,
    "retries" in rest && rest.retries > 0 ? `tried ${rest.retries + 1} times` : "",
  ]
    .filter(Boolean)
    .join(", ");

/** Bars that follow each other and are about the same. */
function groupsOf(timeline: readonly Bar[]): Group[] {
  const groups: Group[] = [];
  for (const bar of timeline) {
    const name = bar.step ?? "";
    const last = groups.at(-1);
    if (last && last.name === name && name !== "") last.bars.push(bar);
    else groups.push({ name, bars: [bar] });
  }
  return groups;
}

const table = ({ timeline, startedAt }: ValidationReport): Markup =>
  html`<div class="wide"><table><caption>The executions, in the order in which they were started</caption>
<thead><tr><th scope="col">Step</th><th scope="col">Execution</th><th scope="col">Status</th><th scope="col" class="number">Began after</th><th scope="col" class="number">Took</th><th scope="col" class="number">States</th></tr></thead>
<tbody>${timeline.map(
    (bar) =>
      html`<tr><td>${bar.step}</td><th scope="row">${bar.name}<small><code>${bar.executionArn.split(":").at(-1)}</code></small></th><td>${bar.status}</td><td class="number">${tookFrom(startedAt, bar.startedAt)}</td><td class="number">${tookFrom(bar.startedAt, bar.endedAt)}</td><td class="number">${bar.states.length}</td></tr>`,
  )}</tbody></table></div>`;

/** As much of a step's id as there is room for. */
const shortened = (name: string): string => (name.length > 24 ? `${name.slice(0, 23)}…` : name);

const round = (value: number): number => Math.round(value * 100) / 100;

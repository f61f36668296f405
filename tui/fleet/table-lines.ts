import { inMinutes } from "../text/duration.ts";
import type { Line } from "../text/text.ts";
import { cutInto, widthOf } from "../text/width.ts";
import { GROUP_MARKS } from "../theme.ts";
import { type FleetAccount, since } from "./fleet-account.ts";
import { doing } from "./words.ts";

/** An account id, and the longest of `inMinutes`. */
const ID = 12;
const SINCE = 8;

/** Pointer and mark with a space after each, and a space between columns. */
const BEFORE = 4;
const BETWEEN = 4;

interface Columns {
  alias: number;
  step: number;
  doing: number;
}

/** What account id and time leave is for the rest, and most of it for what an account is at. */
function columnsOf(width: number): Columns {
  const rest = Math.max(3, width - BEFORE - BETWEEN - ID - SINCE);
  const alias = Math.min(28, Math.floor(rest * 0.27));
  const step = Math.min(34, Math.floor(rest * 0.39));
  return { alias, step, doing: rest - alias - step };
}

/** The columns' names. */
export function headLine(width: number): Line {
  const { alias, step, doing } = columnsOf(width);
  const names = [
    cell("alias", alias),
    cell("account", ID),
    cell("step", step),
    cell("what", doing),
    "since".padStart(SINCE),
  ];
  return { spans: [{ text: " ".repeat(BEFORE) + names.join(" "), dim: true }] };
}

interface Look {
  /** Whether the pointer is at it, and whether the keys move that pointer. */
  selected: boolean;
  strong: boolean;
  now: Date;
  /** The ids of the lab's steps, in their order. */
  steps: readonly string[];
}

/** An account in a line. */
export function accountLine(one: FleetAccount, { selected, strong, now, steps }: Look, width: number): Line {
  const columns = columnsOf(width);
  const mark = GROUP_MARKS[one.group];
  const text = [
    cell(one.account.alias ?? "-", columns.alias),
    one.account.id.padEnd(ID),
    cell(stepInWords(one, steps), columns.step),
    cell(doing(one, true), columns.doing),
    agoInWords(one, now).padStart(SINCE),
  ].join(" ");
  return {
    spans: [
      { text: selected ? "› " : "  " },
      { text: `${mark.sign} `, color: mark.color },
      { text, bold: selected, inverse: selected && strong },
    ],
  };
}

/** `7/18 services-egress`. */
function stepInWords({ status }: FleetAccount, steps: readonly string[]): string {
  if (status?.step === undefined) return "-";
  const index = steps.indexOf(status.step);
  return index < 0 ? status.step : `${index + 1}/${steps.length} ${status.step}`;
}

/** For how long it has been so, in minutes. */
function agoInWords(one: FleetAccount, now: Date): string {
  const from = since(one);
  return from === undefined ? "-" : inMinutes(now.getTime() - new Date(from).getTime());
}

/** A text in so many columns. */
function cell(text: string, width: number): string {
  const taken = widthOf(text);
  if (taken <= width) return text + " ".repeat(width - taken);
  const cut = cutInto(text, Math.max(1, width - 1))[0]!.trimEnd();
  return `${cut}…${" ".repeat(Math.max(0, width - 1 - widthOf(cut)))}`;
}

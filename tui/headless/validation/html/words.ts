import type { FindingStatus, InventoryItem, StepStatus } from "../../../../workflows/contract.ts";
import { duration } from "../../../text/duration.ts";
import { FINDING_MARKS } from "../../../theme.ts";
import { html, type Markup } from "./markup.ts";

/** What colour something has: never the only thing that tells it. */
export type Tone = "good" | "bad" | "warn" | "other";

export const mark = (tone: Tone, words: string): Markup => html`<span class="mark ${tone}">${words}</span>`;

const FINDING_TONES: Record<FindingStatus, Tone> = {
  met: "good",
  advice: "good",
  elsewhere: "good",
  unmet: "bad",
  waiting: "warn",
  blocked: "warn",
};

const FINDING_WORDS: Record<FindingStatus, string> = {
  met: "met",
  advice: "met, better otherwise",
  elsewhere: "met by the organisation",
  unmet: "unmet",
  waiting: "not visible yet",
  blocked: "not permitted",
};

/** A status with its sign, in its colour. */
export const statusMark = (status: FindingStatus | StepStatus): Markup =>
  mark(FINDING_TONES[status], `${FINDING_MARKS[status].sign} ${FINDING_WORDS[status]}`);

/** How long from one time to another, both ISO 8601; nothing where one of them is not known. */
export function tookFrom(from: string | undefined, to: string | undefined): string {
  return from && to ? duration(secondsBetween(from, to)) : "";
}

/** Seconds from one time to another, both ISO 8601. */
export const secondsBetween = (from: string, to: string): number =>
  (Date.parse(to) - Date.parse(from)) / 1000;

/** `2026-11-22 19:03:26 UTC`, of a time in ISO 8601; with milliseconds where they matter. */
export const utc = (time: string, precise = false): string =>
  `${new Date(time)
    .toISOString()
    .slice(0, precise ? 23 : 19)
    .replace("T", " ")} UTC`;

/** A thing's kind, name and id. */
export const thing = ({ kind, name, id }: Pick<InventoryItem, "kind" | "name" | "id">): Markup =>
  html`${kind} ${name && name !== id ? html`<code>${name}</code> ` : ""}<code class="quiet">${id}</code>`;

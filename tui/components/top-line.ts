import type { SessionPlace } from "../session.ts";
import { inMinutes } from "../text/duration.ts";
import { type Span, textOf } from "../text/text.ts";

/** What the top line is made of. */
export interface TopLine {
  title: string;
  kind: SessionPlace["kind"];
  /** Absent while the account is being opened. */
  place?: Pick<SessionPlace, "accountId" | "region">;
  alias?: string;
  /** In place of what is not known: why there is no account yet. */
  waiting: string;
  /** Where the lab stands: what it costs an hour on AWS, and for how long it has stood, in milliseconds. */
  built?: { costPerHour: number; since?: number };
}

/** An alias may have 63 characters; the beginning says which it is. */
const LONGEST_ALIAS = 24;

/** The rank of what matters less than the title. */
const LEAST = 4;

/** A title that is cut shorter than this says nothing. */
const SHORTEST_TITLE = 12;

interface Part extends Span {
  /** What is left out first has the highest. */
  rank: number;
}

/**
 * The top line in so many columns, the label of the place apart. Account and cost are there as long as anything is; the
 * title takes what is left, since one knows which lab one has begun.
 */
export function topLine(facts: TopLine, label: string, width: number): { title: string; rest: Span[] } {
  let parts = partsOf(facts);
  const used = () => label.length + textOf({ spans: parts }).length + parts.length;
  const { title } = facts;
  const shortest = Math.min(SHORTEST_TITLE, title.length);
  const leaveOut = (rank: number) => {
    parts = parts.filter((part) => part.rank !== rank);
  };
  if (used() + 1 + shortest > width) leaveOut(LEAST);
  for (let rank = LEAST - 1; rank > 0 && used() > width; rank--) leaveOut(rank);
  const room = width - used() - 1;
  const fitting = title.length <= room ? title : `${title.slice(0, Math.max(0, room - 1)).trimEnd()}…`;
  const rest = parts.map(({ rank: _, ...span }) => ({ ...span, text: ` ${span.text}` }));
  return { title: room < shortest ? "" : fitting, rest };
}

function partsOf({ kind, place, alias, waiting, built }: TopLine): Part[] {
  if (!place) return [{ text: waiting, rank: 0 }];
  const account: Part[] = [
    ...(alias ? [{ text: cut(alias), bold: true, rank: 3 }] : []),
    { text: place.accountId, rank: 0 },
    { text: place.region, rank: 2 },
  ];
  if (!built) return [...account, { text: "no lab", dim: true, rank: LEAST }];
  const cost = kind === "aws" ? `$${built.costPerHour.toFixed(2)}/h` : "free";
  return [
    ...account,
    { text: cost, bold: kind === "aws", dim: kind === "local", rank: 1 },
    { text: built.since === undefined ? "built" : `built ${inMinutes(built.since)}`, dim: true, rank: LEAST },
  ];
}

const cut = (alias: string): string =>
  alias.length <= LONGEST_ALIAS ? alias : `${alias.slice(0, LONGEST_ALIAS - 1)}…`;

import type { NetworkDecision, NetworkHosts, NetworkParty } from "../../../workflows/contract.ts";
import { type Comparison, hostsOf, pairOf, type Told } from "../../network/compare.ts";
import { change, hostsWords, passesWords } from "../../network/words.ts";
import { EMPTY_LINE, type Line, type Span, wrap } from "../../text/text.ts";
import { COLORS, FINDING_MARKS } from "../../theme.ts";

/** The selected cell in words. */
export interface Detail {
  title: string;
  lines: Line[];
}

interface Selected {
  comparison: Comparison;
  from: NetworkParty;
  /** Absent: the column of hosts. */
  to: NetworkParty | undefined;
}

/** What passes, before and now, and the rules that decide it. */
export function detailOf({ comparison, from, to }: Selected, width: number): Detail {
  if (!to) return hostsDetail(comparison, from, width);
  const title = `${from.name} → ${to.name}`;
  const pair = pairOf(comparison, from.id, to.id);
  if (!pair) return { title, lines: plain(nobodyAsks(from, to), width) };
  const now = pair.now?.decidedBy ?? [];
  const before = pair.before?.decidedBy ?? [];
  return {
    title: pair.changed ? `${title}: changed since the build` : title,
    lines: [
      ...headline(
        passesWords(pair.before ?? (pair.changed ? undefined : pair.now)),
        passesWords(pair.now),
        width,
      ),
      ...now.flatMap((decision) => decisionLines(decision, width)),
      ...(pair.before && !isSame(before, now)
        ? [
            ...plain("When the lab was built:", width),
            ...before.flatMap((decision) => decisionLines(decision, width)),
          ]
        : []),
    ],
  };
}

/** Lines above the cell's own on the page that has the packets' path: its title, and an empty one. */
export const PATH_HEAD = 2;

/** All that the packets meet, there and back. */
export function pathLines({ comparison, from, to }: Selected, width: number): Line[] {
  const pair = to && pairOf(comparison, from.id, to.id);
  if (!pair) return [];
  const path = (told: Told): Line[] =>
    told.path.flatMap((decision, index) => decisionLines(decision, width, `${index + 1}. `));
  const differs = pair.before && pair.now && !isSame(pair.before.path, pair.now.path);
  return [
    ...(pair.now ? [...heading("What the packets meet, there and back", width), ...path(pair.now)] : []),
    ...(differs ? [EMPTY_LINE, ...heading("When the lab was built", width), ...path(pair.before!)] : []),
  ];
}

const nobodyAsks = (from: NetworkParty, to: NetworkParty): string =>
  from.id === to.id
    ? "A server and itself: nothing comes between. Select another column with ← →."
    : "Neither end is in the lab: that is not for its network to decide.";

function hostsDetail(comparison: Comparison, from: NetworkParty, width: number): Detail {
  const { counted } = comparison.now;
  const { before, now, changed } = hostsOf(comparison, from.id);
  const rangeWords = ({ name, cidr }: NetworkHosts["ranges"][number], index: number): string =>
    `in the ${name} (${cidr}) ${rangeChange(before, now, index)}`;
  const title = `${from.name}: hosts that it may open ${counted} to`;
  if (!before && !now)
    return { title, lines: plain("That is counted for servers: the rules of their groups say it.", width) };
  return {
    title: changed ? `${title}: changed since the build` : title,
    lines: [
      ...headline(hostsWords(before ?? (changed ? undefined : now)), hostsWords(now), width),
      ...plain(`Of them ${(now ?? before)!.ranges.map(rangeWords).join("; ")}.`, width),
      ...ruleLines("By these outbound rules of its groups:", now?.rules ?? [], width),
      ...(before && !isSame(before.rules, now?.rules ?? [])
        ? ruleLines("When the lab was built, by these:", before.rules, width)
        : []),
    ],
  };
}

function rangeChange(before: NetworkHosts | undefined, now: NetworkHosts | undefined, index: number): string {
  const of = (hosts: NetworkHosts | undefined) => (hosts?.ranges[index]?.hosts ?? 0).toLocaleString("en");
  return change(of(before ?? now), of(now));
}

const ruleLines = (title: string, rules: readonly string[], width: number): Line[] =>
  rules.length === 0
    ? plain("No outbound rule of its groups allows it.", width)
    : [
        ...plain(title, width),
        ...rules.flatMap((rule) => hang(wrap([{ text: rule }], width - 2), [{ text: "- " }])),
      ];

const isSame = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

const plain = (text: string, width: number): Line[] => wrap([{ text }], width);

const heading = (text: string, width: number): Line[] => wrap([{ text, bold: true }], width);

function headline(before: string, now: string, width: number): Line[] {
  return wrap(
    before === now
      ? [{ text: now, bold: true }]
      : [
          { text: `${before} ` },
          { text: "→ ", color: COLORS.busy, bold: true },
          { text: now, color: COLORS.busy, bold: true },
        ],
    width,
  );
}

const MARKS: Record<NetworkDecision["extent"], { sign: string; color?: string }> = {
  all: FINDING_MARKS.met,
  some: FINDING_MARKS.met,
  none: FINDING_MARKS.unmet,
};

function decisionLines({ extent, words }: NetworkDecision, width: number, number = ""): Line[] {
  const { sign, color } = MARKS[extent];
  return hang(wrap([{ text: words }], width - number.length - 2), [
    { text: number },
    { text: `${sign} `, color },
  ]);
}

/** Lines behind a sign, the further ones as far in as the first. */
const hang = (lines: Line[], sign: Span[]): Line[] =>
  lines.map((line, row) => {
    const width = sign.reduce((sum, { text }) => sum + text.length, 0);
    return { spans: [...(row === 0 ? sign : [{ text: " ".repeat(width) }]), ...line.spans] };
  });

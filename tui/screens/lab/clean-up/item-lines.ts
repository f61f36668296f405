import { type Line, type Span, wrap } from "../../../text/text.ts";
import { COLORS } from "../../../theme.ts";

/** What there is to say of a thing, whoever lists it. */
export interface Thing {
  kind: string;
  id: string;
  name?: string;
}

/** Kind, name and id of a thing. An ARN beside a name says nothing more, and takes lines. */
export const thingSpans = ({ kind, name, id }: Thing, look: Partial<Span> = {}): Span[] => [
  { text: kind, ...look },
  { text: name && name !== id ? ` ${name}` : "", bold: true },
  { text: name && id.startsWith("arn:") ? "" : ` ${id}`, color: COLORS.code },
];

/** A thing behind a sign, and beneath it what else is to be said. */
export function itemLines(sign: Span, thing: Thing, words: readonly Span[], width: number): Line[] {
  const hang = (lines: Line[], first: Span): Line[] =>
    lines.map((line, row) => ({ spans: [row === 0 ? first : { text: "  " }, ...line.spans] }));
  return [
    ...hang(wrap(thingSpans(thing), width - 2), { ...sign, text: `${sign.text} ` }),
    ...words.flatMap((word) => hang(wrap([word], width - 2), { text: "  " })),
  ];
}

export const headLines = (text: string, width: number): Line[] => wrap([{ text, bold: true }], width);

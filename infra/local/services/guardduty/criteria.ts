import type { Condition, Finding, FindingCriteria, SortCriteria } from "@aws-sdk/client-guardduty";
import { invalidParameter, outOfRange } from "./errors.ts";

const MAX_ATTRIBUTES = 50;

/** Attributes of a finding itself; all others lie in its resource or in what the service says. */
const ATTRIBUTE =
  /^(accountId|arn|associatedAttackSequenceArn|confidence|createdAt|description|id|partition|region|schemaVersion|severity|title|type|updatedAt|(resource|service)(\.\w+)+)$/;

export type Test = (finding: Finding) => boolean;

/**
 * Reads criteria into a test. Attributes are joined by "and", the values of one by "or" (User Guide, "Filtering
 * findings").
 * @param patterns whether `matches` and `notMatches` are allowed: in filters only
 * @throws AwsError BadRequestException for an attribute or a condition that GuardDuty does not know
 */
export function testOf(criteria: FindingCriteria | undefined, patterns = false): Test {
  const entries = Object.entries(criteria?.Criterion ?? {});
  if (entries.length > MAX_ATTRIBUTES) throw invalidParameter("findingCriteria");
  const tests = entries.map(([attribute, condition]) => {
    if (!ATTRIBUTE.test(attribute)) throw invalidParameter("findingCriteria");
    const holds = conditionOf(attribute, condition, patterns);
    return (finding: Finding) => holds(valuesAt(finding, attribute));
  });
  return (finding) => tests.every((test) => test(finding));
}

type Values = readonly (string | number | boolean)[];

function conditionOf(attribute: string, condition: Condition, patterns: boolean) {
  const { Matches, NotMatches } = condition;
  if (!patterns && (Matches || NotMatches)) throw invalidParameter("findingCriteria");
  const equals = condition.Equals ?? condition.Eq;
  const notEquals = condition.NotEquals ?? condition.Neq;
  for (const list of [equals, notEquals, Matches, NotMatches])
    if (list && (list.length === 0 || list.length > 50)) throw invalidParameter("findingCriteria");
  const limits: [limit: number | undefined, holds: (value: number, limit: number) => boolean][] = [
    [condition.GreaterThan ?? condition.Gt, (value, limit) => value > limit],
    [condition.GreaterThanOrEqual ?? condition.Gte, (value, limit) => value >= limit],
    [condition.LessThan ?? condition.Lt, (value, limit) => value < limit],
    [condition.LessThanOrEqual ?? condition.Lte, (value, limit) => value <= limit],
  ];
  const asked = limits.flatMap(([limit, holds]) =>
    limit === undefined ? [] : [{ limit: Number(limit), holds }],
  );
  if (!equals && !notEquals && !Matches && !NotMatches && asked.length === 0)
    throw invalidParameter("findingCriteria");
  const any = (values: Values, list: readonly string[], same: (text: string, wanted: string) => boolean) =>
    values.some((value) => list.some((wanted) => same(asText(attribute, value), wanted)));
  return (values: Values): boolean =>
    (!equals || any(values, equals, (text, wanted) => text === wanted)) &&
    (!notEquals || !any(values, notEquals, (text, wanted) => text === wanted)) &&
    (!Matches || any(values, Matches, like)) &&
    (!NotMatches || !any(values, NotMatches, like)) &&
    asked.every(({ limit, holds }) => values.some((value) => holds(asNumber(value), limit)));
}

/** A severity is asked for by whole numbers: 8 stands for all from 8.0 to 8.9 (API reference, ListFindings). */
const asText = (attribute: string, value: string | number | boolean): string =>
  String(attribute === "severity" ? Math.floor(Number(value)) : value);

/** Times are compared as milliseconds since 1970. */
function asNumber(value: string | number | boolean): number {
  if (typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value)) return Date.parse(value);
  return Number(value);
}

/** `*` stands for any characters, `?` for one. */
function like(text: string, pattern: string): boolean {
  const source = pattern
    .replace(/[\\^$.|+()[\]{}]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s").test(text);
}

/** Every value that a path leads to: lists are looked through, and so is the JSON text of the additional info. */
function valuesAt(finding: Finding, path: string): Values {
  let places: unknown[] = [finding];
  for (const [index, name] of path.split(".").entries())
    places = places.flatMap((place) => step(place, name, index));
  return places.filter(
    (value): value is Values[number] =>
      typeof value === "string" || typeof value === "number" || typeof value === "boolean",
  );
}

/** Paths are in the wire's spelling, members in the SDK's: they differ in their capitals. */
function step(place: unknown, name: string, depth: number): unknown[] {
  if (typeof place !== "object" || place === null) return [];
  const own = Object.entries(place).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
  if (own === undefined && depth === 2 && "Type" in place && "Value" in place)
    return step(JSON.parse(String(place.Value)), name, depth + 1);
  return Array.isArray(own) ? own : [own];
}

/** Findings in the order asked for; as they came where none is asked for. @throws AwsError BadRequestException */
export function sorted(findings: readonly Finding[], criteria: SortCriteria | undefined): Finding[] {
  const { AttributeName, OrderBy = "ASC" } = criteria ?? {};
  if (!AttributeName) return [...findings];
  if (!ATTRIBUTE.test(AttributeName) || !["ASC", "DESC"].includes(OrderBy)) throw outOfRange();
  const sign = OrderBy === "DESC" ? -1 : 1;
  return findings
    .map((finding) => ({ finding, key: valuesAt(finding, AttributeName)[0] ?? "" }))
    .sort((a, b) => sign * compare(a.key, b.key))
    .map(({ finding }) => finding);
}

function compare(a: Values[number], b: Values[number]): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}

/** The values of a request's condition keys: keys in lower case, each with one value or several. */
export type Context = ReadonlyMap<string, readonly string[]>;

const NONE: Context = new Map();

/** A pattern whose wildcards were told from ordinary characters, so that a variable's value is never a wildcard. */
const ANY = "\u0001";
const ONE = "\u0002";

/**
 * Resolves the policy variables of a pattern (`${aws:username}`, `${key, 'default'}`, `${*}`, `${?}`, `${$}`) and
 * marks its wildcards.
 * @returns undefined where a variable has no value: then the element matches nothing (IAM User Guide,
 * "IAM policy elements: Variables and tags").
 */
export function resolvePattern(pattern: string, context: Context, hasVariables = true): string | undefined {
  const mark = (text: string) => text.replaceAll("*", ANY).replaceAll("?", ONE);
  if (!hasVariables || !pattern.includes("${")) return mark(pattern);
  let resolved = "";
  let end = 0;
  for (const match of pattern.matchAll(/\$\{([^}]*)\}/g)) {
    resolved += mark(pattern.slice(end, match.index));
    end = match.index + match[0].length;
    const value = variable(match[1]!, context);
    if (value === undefined) return undefined;
    resolved += value;
  }
  return resolved + mark(pattern.slice(end));
}

function variable(expression: string, context: Context): string | undefined {
  if (expression === "*" || expression === "?" || expression === "$") return expression;
  const [, key = expression, fallback] = /^\s*(.*?)\s*(?:,\s*'(.*)'\s*)?$/.exec(expression) ?? [];
  const values = context.get(key.toLowerCase());
  // A key with several values cannot stand in a variable.
  return values?.length === 1 ? values[0] : fallback;
}

/** Whether a text matches a pattern that `resolvePattern` made. Linear: it never goes back further than one star. */
export function matchesResolved(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    const wanted = pattern[p];
    if (wanted === ANY) {
      star = p++;
      resume = t;
    } else if (wanted !== undefined && (wanted === ONE || wanted === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else return false;
  }
  while (pattern[p] === ANY) p++;
  return p === pattern.length;
}

/** Whether a text matches a pattern of `*` and `?`. */
export function matches(pattern: string, text: string): boolean {
  return matchesResolved(resolvePattern(pattern, NONE, false)!, text);
}

/** An action's pattern, ready to be compared: neither the service prefix nor the operation is case-sensitive. */
export function actionPattern(pattern: string): string {
  return resolvePattern(pattern.toLowerCase(), NONE, false)!;
}

/** Whether an action matches a pattern that `actionPattern` made. */
export function matchesAction(pattern: string, action: string): boolean {
  return matchesResolved(pattern, action.toLowerCase());
}

/** A resource's pattern: as it was written, and its resolved segments where no variable can change them. */
export interface ResourcePattern {
  text: string;
  fixed?: string[];
}

export function resourcePattern(text: string, hasVariables: boolean): ResourcePattern {
  if (hasVariables && text.includes("${")) return { text };
  return { text, fixed: patternSegments(resolvePattern(text, NONE, false)!) };
}

/** Whether an ARN, given by its segments, matches a resource's pattern in this context. */
export function matchesResource(pattern: ResourcePattern, arn: readonly string[], context: Context): boolean {
  if (pattern.fixed) return matchesSegments(pattern.fixed, arn);
  const resolved = resolvePattern(pattern.text, context);
  return resolved !== undefined && matchesSegments(patternSegments(resolved), arn);
}

/**
 * Whether an ARN matches a resolved pattern, segment by segment: a wildcard does not reach beyond the colon that
 * ends its segment, but for the last, sixth one, which holds colons of its own (IAM User Guide, "Resource"). A
 * pattern that ends early in a star is completed by stars, as IAM does with `arn:aws:s3*`.
 */
export function matchesArn(pattern: string, arn: string): boolean {
  return matchesSegments(patternSegments(pattern), arnSegments(arn));
}

function patternSegments(pattern: string): string[] {
  const segments = arnSegments(pattern);
  while (pattern !== ANY && segments.length < 6 && segments.at(-1)!.endsWith(ANY)) segments.push(ANY);
  return segments;
}

function matchesSegments(wanted: readonly string[], actual: readonly string[]): boolean {
  if (wanted.length === 1 && wanted[0] === ANY) return true;
  return (
    wanted.length === actual.length && wanted.every((segment, i) => matchesResolved(segment, actual[i]!))
  );
}

/** The six segments of an ARN, the last with all its colons; fewer where the text is no ARN. */
export function arnSegments(arn: string): string[] {
  const segments = arn.split(":");
  return segments.length <= 6 ? segments : [...segments.slice(0, 5), segments.slice(5).join(":")];
}

import { FAMILIES, type Plan } from "./finding-types.ts";

/** What is known of one finding type. */
export interface FindingType {
  type: string;
  severity: number;
  /** With placeholders in braces, such as `{instanceId}`. */
  title: string;
  plan: Plan;
  resource: string;
  /** Absent where findings of the type carry no action. */
  action?: string;
  role?: string;
  threatList: boolean;
  /** Of a custom detection rule's type: its rules and their severities. */
  rules: Readonly<Record<string, number>>;
}

/** Every current type by its name, in the guide's order. Read when the first finding is asked for, and not before. */
export const TYPES: ReadonlyMap<string, FindingType> = new Map(
  FAMILIES.flatMap(({ plan, resource, action, role, threatList = false, types }) =>
    types
      .trim()
      .split("\n")
      .map((line): [string, FindingType] => {
        const [, severity, type = "", title = "", rules = ""] =
          /^(\d+) (\S+) = (.+?)(?: = (.+))?$/.exec(line) ?? [];
        return [
          type,
          {
            type,
            severity: Number(severity),
            title,
            plan,
            resource,
            action,
            role,
            threatList,
            rules: rulesOf(rules),
          },
        ];
      }),
  ),
);

function rulesOf(words: string): Record<string, number> {
  if (words === "") return {};
  return Object.fromEntries(
    words.split(", ").map((rule) => {
      const [name = "", severity] = rule.split(" ");
      return [name, Number(severity)];
    }),
  );
}

import { readTemplateResources } from "../runtime/read-template.ts";

export type Direction = "ingress" | "egress";

/** A reference from one security group to another, as a key. */
export const groupReference = (direction: Direction, from: string, to: string): string =>
  `${direction} ${from} ${to}`;

/** The resource types that hold one rule each, and the property that names the other group. */
const RULE_TYPES: Record<string, { direction: Direction; other: string }> = {
  "AWS::EC2::SecurityGroupIngress": { direction: "ingress", other: "SourceSecurityGroupId" },
  "AWS::EC2::SecurityGroupEgress": { direction: "egress", other: "DestinationSecurityGroupId" },
};

/**
 * The references between security groups that a template makes, in its groups' own rules and in rules of their own.
 *
 * @param body a template in JSON or YAML
 * @param physicalIds the stack's physical ids by logical id
 */
export function templateReferences(body: string, physicalIds: ReadonlyMap<string, string>): Set<string> {
  const found = new Set<string>();
  const add = (direction: Direction, from: unknown, to: unknown) => {
    const [source, target] = [from, to].map((value) => physicalIds.get(logicalId(value) ?? ""));
    if (source && target) found.add(groupReference(direction, source, target));
  };
  for (const [id, { Type = "", Properties = {} }] of Object.entries(readTemplateResources(body))) {
    const rule = RULE_TYPES[Type];
    if (rule) add(rule.direction, Properties.GroupId, Properties[rule.other]);
    if (Type !== "AWS::EC2::SecurityGroup") continue;
    for (const one of rulesOf(Properties.SecurityGroupIngress))
      add("ingress", { Ref: id }, one.SourceSecurityGroupId);
    for (const one of rulesOf(Properties.SecurityGroupEgress))
      add("egress", { Ref: id }, one.DestinationSecurityGroupId);
  }
  return found;
}

const rulesOf = (rules: unknown): Record<string, unknown>[] => (Array.isArray(rules) ? rules : []);

/** What a template value names: `Ref`, or `Fn::GetAtt` in either of its forms. */
function logicalId(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { Ref, "Fn::GetAtt": attribute } = value as { Ref?: string; "Fn::GetAtt"?: string | string[] };
  return Ref ?? (Array.isArray(attribute) ? attribute[0] : attribute?.split(".")[0]);
}

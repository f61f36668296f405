/** One configuration item of a network ACL, as far as it is compared. */
export interface TimelineItem {
  /** ISO 8601. */
  at: string;
  /** The subnets that the ACL was attached to, in order. */
  subnets: readonly string[];
  /** Its rules but for the last ones, which every ACL has: in words, in order. */
  rules: readonly string[];
  tags: Readonly<Record<string, string>>;
}

/** A network ACL of the lab's, as it is now, with what Config keeps of it. */
export interface AclTimeline extends Omit<TimelineItem, "at"> {
  id: string;
  name?: string;
  isDefault: boolean;
  /** Oldest first; none where Config has not discovered it. */
  items: readonly TimelineItem[];
}

/** What the step knows. Plain data. */
export interface TimelineFacts {
  /** Those that somebody made, and the VPCs' own where the others do not suffice. */
  acls: readonly AclTimeline[];
  /** How the Region is recorded; looked at where the timelines do not suffice. */
  recorder?: { name: string; recording: boolean; daily: boolean };
}

/** The tag that Handrail makes a change with. It changes nothing of what the ACL does. */
export const TIMELINE_TAG = { Key: "FND203", Value: "timeline" } as const;

/** What two states of an ACL differ in. */
function differences(
  a: Omit<TimelineItem, "at">,
  b: Omit<TimelineItem, "at">,
): ("rules" | "subnets" | "tags")[] {
  const differ = (one: readonly string[], other: readonly string[]) => one.join("\n") !== other.join("\n");
  const tags = ({ tags }: Omit<TimelineItem, "at">) =>
    Object.entries(tags)
      .map(([key, value]) => `${key}=${value}`)
      .sort();
  return [
    ...(differ(a.rules, b.rules) ? (["rules"] as const) : []),
    ...(differ(a.subnets, b.subnets) ? (["subnets"] as const) : []),
    ...(differ(tags(a), tags(b)) ? (["tags"] as const) : []),
  ];
}

/** What an ACL's timeline shows to have changed from any item to the next. */
export const changesShown = ({ items }: AclTimeline): Set<"rules" | "subnets" | "tags"> =>
  new Set(items.slice(1).flatMap((item, index) => differences(items[index]!, item)));

/** Whether a subnet has left: how a VPC's own ACL bears witness. Its subnets come when the VPC is made. */
export const hasLost = ({ items }: AclTimeline): boolean =>
  items.slice(1).some((item, index) => items[index]!.subnets.some((id) => !item.subnets.includes(id)));

/** Whether its last item is behind what the ACL is like. */
export const isBehind = (acl: AclTimeline): boolean => {
  const last = acl.items.at(-1);
  return last === undefined || differences(last, acl).length > 0;
};

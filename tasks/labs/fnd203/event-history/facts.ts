/** What the step observes: which network ACLs were made, and what Event history says of them. */
export interface HistoryFacts {
  /** The lab's own ACLs that are there: those that are not a VPC's default. */
  acls: { id: string; name?: string }[];
  /** Changes of the lab's ACLs that Event history shows, those of ACLs that are gone again included. */
  events: AclEvent[];
  /** CloudTrail had been asked too often, so that `events` may lack some. */
  throttled: boolean;
  /** Who has looked into Event history, Handrail itself not counted. Empty unless there is something to be seen. */
  lookedBy: string[];
}

export interface AclEvent {
  name: string;
  aclId: string;
  time: Date;
  /** Who made the call; AWS's services have no user name. */
  user?: string;
}

import type { Scope } from "../../../../tasks/cleanup/sweeper.ts";
import type { InventoryItem } from "../../../../workflows/contract.ts";

/** What an account had before that had Handrail in it, and nothing else. */
const HANDRAILS_OWN: InventoryItem[] = [
  { kind: "bucket", id: "arn:aws:s3:::handrail-123456789012-us-east-1" },
  {
    kind: "log group",
    id: "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/handrail-build",
  },
];

/** What a clean-up may act on where no stack is left, in an account that had these things before. */
export function scopeOf(had: InventoryItem[] = [], known = HANDRAILS_OWN): Scope {
  const items = [...known, ...had];
  const place = { accountId: "123456789012", region: "us-east-1" };
  const writtenAt = new Date();
  return {
    lab: "fnd203",
    ledger: {
      version: 1,
      lab: "fnd203",
      build: "fnd203-build-lab-test",
      ...place,
      writtenAt: writtenAt.toISOString(),
      suffix: "me",
      items,
    },
    place,
    suffix: "me",
    startedAt: writtenAt,
    before: new Set(items.map(({ id }) => id)),
    stackResources: new Map(),
    templateReferences: new Set(),
    vpcs: [],
    keyPair: "FND203DemoKP",
    labStackRole: "",
  };
}

import { createHash } from "node:crypto";
import { AwsError } from "../../errors.ts";

/** An AWS-managed prefix list: the addresses of a service that has gateway endpoints. */
export interface ManagedList {
  id: string;
  name: string;
  cidrs: string[];
}

type GatewayService = "s3" | "dynamodb";

/** Observed: these ids are the Region's own, the same in every account. */
const IDS: Record<string, Record<GatewayService, string>> = {
  "us-east-1": { s3: "pl-63a5400a", dynamodb: "pl-02cd2c6b" },
  "us-east-2": { s3: "pl-7ba54012", dynamodb: "pl-4ca54025" },
  "us-west-1": { s3: "pl-6ba54002", dynamodb: "pl-6ea54007" },
  "us-west-2": { s3: "pl-68a54001", dynamodb: "pl-00a54069" },
  "ap-south-1": { s3: "pl-78a54011", dynamodb: "pl-66a7420f" },
  "ap-northeast-1": { s3: "pl-61a54008", dynamodb: "pl-78a54011" },
  "ap-northeast-2": { s3: "pl-78a54011", dynamodb: "pl-48a54021" },
  "ap-northeast-3": { s3: "pl-a4a540cd", dynamodb: "pl-90a742f9" },
  "ap-southeast-1": { s3: "pl-6fa54006", dynamodb: "pl-67a5400e" },
  "ap-southeast-2": { s3: "pl-6ca54005", dynamodb: "pl-62a5400b" },
  "ca-central-1": { s3: "pl-7da54014", dynamodb: "pl-4ea54027" },
  "eu-central-1": { s3: "pl-6ea54007", dynamodb: "pl-66a5400f" },
  "eu-west-1": { s3: "pl-6da54004", dynamodb: "pl-6fa54006" },
  "eu-west-2": { s3: "pl-7ca54015", dynamodb: "pl-b3a742da" },
  "eu-west-3": { s3: "pl-23ad484a", dynamodb: "pl-abb451c2" },
  "eu-north-1": { s3: "pl-c3aa4faa", dynamodb: "pl-adae4bc4" },
  "sa-east-1": { s3: "pl-6aa54003", dynamodb: "pl-60a54009" },
};

/**
 * Deliberate difference: whole blocks that the services have addresses in, the same in every Region, where AWS
 * lists each Region's own in dozens of lines that change from month to month.
 */
const CIDRS: Record<GatewayService, string[]> = {
  s3: ["3.5.0.0/19", "52.216.0.0/15", "54.231.0.0/16"],
  dynamodb: ["3.218.180.0/22", "52.94.0.0/22"],
};

/** The Region's AWS-managed prefix lists. Where the real id is not known, one is made from the name, always the same. */
export function managedPrefixLists(region: string): ManagedList[] {
  return (["dynamodb", "s3"] as const).map((service) => {
    const name = `com.amazonaws.${region}.${service}`;
    const id = IDS[region]?.[service] ?? `pl-${createHash("sha256").update(name).digest("hex").slice(0, 8)}`;
    return { id, name, cidrs: CIDRS[service] };
  });
}

/** @throws AwsError `InvalidPrefixListID.NotFound` */
export function findPrefixList(region: string, id: string): ManagedList {
  const found = managedPrefixLists(region).find((list) => list.id === id);
  if (found) return found;
  throw new AwsError("InvalidPrefixListID.NotFound", `The prefix list ID '${id}' does not exist`);
}

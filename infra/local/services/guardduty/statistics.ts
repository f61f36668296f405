import type { Finding, FindingStatistics, Resource } from "@aws-sdk/client-guardduty";
import type { Operations } from "../../service.ts";
import { testOf } from "./criteria.ts";
import { invalidParameter, outOfRange } from "./errors.ts";
import { visibleFindings } from "./findings.ts";
import { pageSize } from "./limits.ts";
import { getDetector } from "./store.ts";

/** API reference, GetFindingsStatistics: how many groups are answered unless told. */
const GROUPS = 25;

export const statisticsOperations = {
  async GetFindingsStatistics(input, call) {
    const detector = getDetector(call, input.DetectorId);
    const { FindingStatisticTypes: types = [], GroupBy, OrderBy, MaxResults } = input;
    // One of the two, and the others only with groups.
    if (types.length > 0 === (GroupBy !== undefined)) throw outOfRange();
    if (!GroupBy && (OrderBy !== undefined || MaxResults !== undefined)) throw outOfRange();
    if (types.some((type) => type !== "COUNT_BY_SEVERITY")) throw invalidParameter("findingStatisticTypes");
    if (OrderBy !== undefined && !["ASC", "DESC"].includes(OrderBy)) throw invalidParameter("orderBy");
    if (MaxResults !== undefined) pageSize(MaxResults, 100);
    const findings = (await visibleFindings(detector, call)).filter(testOf(input.FindingCriteria));
    if (!GroupBy) return { FindingStatistics: { CountBySeverity: countBySeverity(findings) } };
    const grouped = GROUPINGS[GroupBy];
    if (!grouped) throw invalidParameter("groupBy");
    return { FindingStatistics: grouped(findings, OrderBy ?? "DESC", MaxResults ?? GROUPS) };
  },
} satisfies Operations<"guardduty">;

/** By the severity as GuardDuty writes it: `8.0` (User Guide, "Viewing findings statistics"). */
function countBySeverity(findings: readonly Finding[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { Severity = 0 } of findings) {
    const key = Severity.toFixed(1);
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

interface Group {
  first: Finding;
  TotalFindings: number;
  LastGeneratedAt: Date;
}

/** The groups with the most findings first, or last. */
function groups(
  findings: readonly Finding[],
  key: (one: Finding) => string,
  order: string,
  size: number,
): Group[] {
  const found = new Map<string, Group>();
  for (const finding of findings) {
    const at = new Date(finding.UpdatedAt!);
    const group = found.get(key(finding)) ?? { first: finding, TotalFindings: 0, LastGeneratedAt: at };
    group.TotalFindings++;
    if (at > group.LastGeneratedAt) group.LastGeneratedAt = at;
    found.set(key(finding), group);
  }
  const sign = order === "ASC" ? 1 : -1;
  return [...found.values()].sort((a, b) => sign * (a.TotalFindings - b.TotalFindings)).slice(0, size);
}

type Grouping = (findings: readonly Finding[], order: string, size: number) => FindingStatistics;

const dayOf = ({ UpdatedAt = "" }: Finding): string => UpdatedAt.slice(0, 10);

const GROUPINGS: Record<string, Grouping | undefined> = {
  ACCOUNT: (findings, order, size) => ({
    GroupedByAccount: groups(findings, ({ AccountId = "" }) => AccountId, order, size).map(
      ({ first, ...rest }) => ({ AccountId: first.AccountId, ...rest }),
    ),
  }),
  DATE: (findings, order, size) => ({
    GroupedByDate: groups(findings, (one) => `${dayOf(one)} ${one.Severity}`, order, size).map(
      ({ first, ...rest }) => ({ Date: new Date(dayOf(first)), Severity: first.Severity, ...rest }),
    ),
  }),
  FINDING_TYPE: (findings, order, size) => ({
    GroupedByFindingType: groups(findings, ({ Type = "" }) => Type, order, size).map(
      ({ first, ...rest }) => ({
        FindingType: first.Type,
        ...rest,
      }),
    ),
  }),
  RESOURCE: (findings, order, size) => ({
    GroupedByResource: groups(
      findings.filter(({ Resource }) => resourceId(Resource) !== undefined),
      ({ Resource }) => `${Resource?.ResourceType} ${resourceId(Resource)}`,
      order,
      size,
    ).map(({ first, ...rest }) => ({
      AccountId: first.AccountId,
      ResourceType: first.Resource?.ResourceType,
      ResourceId: resourceId(first.Resource),
      ...rest,
    })),
  }),
  SEVERITY: (findings, order, size) => ({
    GroupedBySeverity: groups(findings, ({ Severity }) => String(Severity), order, size).map(
      ({ first, ...rest }) => ({ Severity: first.Severity, ...rest }),
    ),
  }),
};

/** What each type of resource is known by (API reference, ResourceStatistics). */
function resourceId(resource: Resource = {}): string | undefined {
  switch (resource.ResourceType) {
    case "AccessKey":
      return resource.AccessKeyDetails?.AccessKeyId;
    case "Container":
      return resource.ContainerDetails?.Id;
    case "ECSCluster":
      return resource.EcsClusterDetails?.Name;
    case "EKSCluster":
      return resource.EksClusterDetails?.Name;
    case "Instance":
      return resource.InstanceDetails?.InstanceId;
    case "Lambda":
      return resource.LambdaDetails?.FunctionName;
    case "RDSDBInstance":
      return resource.RdsDbInstanceDetails?.DbInstanceIdentifier;
    case "S3Bucket":
    case "S3Object":
      return resource.S3BucketDetails?.[0]?.Name;
    default:
      return undefined;
  }
}

import type { FindingCriteria } from "@aws-sdk/client-guardduty";
import { pageOf } from "../../paging.ts";
import type { Call, Operations } from "../../service.ts";
import { testOf } from "./criteria.ts";
import { badRequest, invalidParameter } from "./errors.ts";
import { pageSize, unknownToken } from "./limits.ts";
import { type DetectorRecord, type FilterRecord, type FindingRecord, getDetector } from "./store.ts";
import { checkTags } from "./tags.ts";

/** GuardDuty User Guide, "Quotas". */
const MAX_FILTERS = 100;

interface FilterSettings {
  Description?: string;
  Action?: string;
  Rank?: number;
  FindingCriteria?: FindingCriteria;
}

export const filterOperations = {
  CreateFilter({ DetectorId, Name = "", Tags, ClientToken: _, ...settings }, call) {
    const { filters } = getDetector(call, DetectorId);
    if (!/^[a-zA-Z0-9._-]{3,64}$/.test(Name)) throw invalidParameter("name");
    if (filters.some((filter) => filter.name === Name))
      throw badRequest("The request is rejected because a filter with the given name already exists.");
    if (filters.length >= MAX_FILTERS)
      throw badRequest("The request is rejected because the maximum number of filters has been reached.");
    if (settings.FindingCriteria === undefined) throw invalidParameter("findingCriteria");
    const filter: FilterRecord = {
      name: Name,
      action: "NOOP",
      rank: filters.length + 1,
      criteria: settings.FindingCriteria,
      tags: checkTags(Tags ?? {}),
    };
    apply(filter, settings);
    place(filters, filter, settings.Rank);
    return { Name };
  },

  UpdateFilter({ DetectorId, FilterName, ...settings }, call) {
    const { filters } = getDetector(call, DetectorId);
    const filter = getFilter(filters, FilterName);
    apply(filter, settings);
    if (settings.Rank !== undefined) {
      filters.splice(filters.indexOf(filter), 1);
      place(filters, filter, settings.Rank);
    }
    return { Name: filter.name };
  },

  GetFilter({ DetectorId, FilterName }, call) {
    const filter = getFilter(getDetector(call, DetectorId).filters, FilterName);
    return {
      Name: filter.name,
      Description: filter.description ?? "",
      Action: filter.action,
      Rank: filter.rank,
      FindingCriteria: filter.criteria,
      Tags: filter.tags,
    };
  },

  ListFilters({ DetectorId, MaxResults, NextToken }, call) {
    const { filters } = getDetector(call, DetectorId);
    const names = filters.map(({ name }) => name);
    const { items, next } = pageOf(names, pageSize(MaxResults), NextToken || undefined, unknownToken);
    return { FilterNames: items, NextToken: next ?? "" };
  },

  DeleteFilter({ DetectorId, FilterName }, call) {
    const { filters } = getDetector(call, DetectorId);
    filters.splice(filters.indexOf(getFilter(filters, FilterName)), 1);
    number(filters);
    return {};
  },
} satisfies Operations<"guardduty">;

/** Whether a filter keeps a finding out of sight: filters act on what happens after they were made, in their order. */
export async function archivedByFilter(
  record: FindingRecord,
  detector: DetectorRecord,
  call: Call,
): Promise<boolean> {
  const archiving = detector.filters.filter(({ action }) => action === "ARCHIVE");
  if (archiving.length === 0) return false;
  const { renderFinding } = await import("./finding.ts");
  const finding = renderFinding(record, detector, call);
  return archiving.some(({ criteria }) => testOf(criteria, true)(finding));
}

function getFilter(filters: readonly FilterRecord[], name: string | undefined): FilterRecord {
  const filter = filters.find((one) => one.name === name);
  if (!filter) throw badRequest("The request is rejected because no such resource found.");
  return filter;
}

/** Sets what is given, in place; nothing where one of it is invalid. */
function apply(filter: FilterRecord, { Description, Action, Rank, FindingCriteria }: FilterSettings): void {
  if (Description !== undefined && Description.length > 512) throw invalidParameter("description");
  if (Action !== undefined && Action !== "NOOP" && Action !== "ARCHIVE") throw invalidParameter("action");
  if (Rank !== undefined && (!Number.isInteger(Rank) || Rank < 1 || Rank > 100))
    throw invalidParameter("rank");
  if (FindingCriteria) {
    testOf(FindingCriteria, true);
    filter.criteria = structuredClone(FindingCriteria);
  }
  if (Description !== undefined) filter.description = Description;
  if (Action) filter.action = Action;
}

/** Puts a filter at its rank, and the ones from there on one further; without a rank it comes last. */
function place(filters: FilterRecord[], filter: FilterRecord, rank = filters.length + 1): void {
  filters.splice(rank - 1, 0, filter);
  number(filters);
}

function number(filters: FilterRecord[]): void {
  for (const [index, filter] of filters.entries()) filter.rank = index + 1;
}

import type { OrganizationalUnit } from "@aws-sdk/client-organizations";
import { AwsError } from "../../errors.ts";
import type { Operations } from "../../service.ts";
import { asAdministrator, asManagement } from "./callers.ts";
import { constraint, invalidInput } from "./errors.ts";
import { checked, checkedTags, page } from "./rules.ts";
import { arns, type OrganizationalUnitRecord, type OrganizationRecord, randomName } from "./store.ts";

/** "Quotas for AWS Organizations": levels of units below the root. */
const DEEPEST = 5;

/** Organizational units, and the tree that they make. */
export const unitOperations = {
  CreateOrganizationalUnit({ ParentId, Name, Tags }, call) {
    const organization = asManagement(call);
    const parent = parentOf(organization, ParentId);
    const unit: OrganizationalUnitRecord = {
      id: `ou-${organization.rootId.slice(2)}-${randomName(8)}`,
      name: checked("unitName", Name),
      parent,
      tags: checkedTags(Tags),
    };
    refuseNameTwice(organization, parent, unit.name);
    if (pathOf(organization, parent).length > DEEPEST)
      throw constraint("OU_DEPTH_LIMIT_EXCEEDED", "You have exceeded the maximum organizational unit depth.");
    organization.units[unit.id] = unit;
    return { OrganizationalUnit: describe(organization, unit) };
  },

  UpdateOrganizationalUnit({ OrganizationalUnitId, Name }, call) {
    const organization = asManagement(call);
    const unit = unitOf(organization, OrganizationalUnitId);
    if (Name !== undefined && Name !== unit.name) {
      refuseNameTwice(organization, unit.parent, checked("unitName", Name));
      unit.name = Name;
    }
    return { OrganizationalUnit: describe(organization, unit) };
  },

  DeleteOrganizationalUnit({ OrganizationalUnitId }, call) {
    const organization = asManagement(call);
    const { id } = unitOf(organization, OrganizationalUnitId);
    if ([...Object.values(organization.units), ...Object.values(organization.accounts)].some(isIn(id)))
      throw new AwsError(
        "OrganizationalUnitNotEmptyException",
        "The specified organizational unit is not empty.",
      );
    delete organization.units[id];
    return {};
  },

  DescribeOrganizationalUnit({ OrganizationalUnitId }, call) {
    const organization = asAdministrator(call);
    return { OrganizationalUnit: describe(organization, unitOf(organization, OrganizationalUnitId)) };
  },

  ListOrganizationalUnitsForParent(input, call) {
    const organization = asAdministrator(call);
    const parent = parentOf(organization, input.ParentId);
    const { items, next } = page(Object.values(organization.units).filter(isIn(parent)), input);
    return { OrganizationalUnits: items.map((unit) => describe(organization, unit)), NextToken: next };
  },

  ListParents(input, call) {
    const organization = asAdministrator(call);
    const id = checked("child", input.ChildId);
    const child = organization.units[id] ?? organization.accounts[id];
    if (!child) throw new AwsError("ChildNotFoundException", "You specified a child that doesn't exist.");
    const { parent } = child;
    const Type = parent === organization.rootId ? ("ROOT" as const) : ("ORGANIZATIONAL_UNIT" as const);
    const { items, next } = page([{ Id: parent, Type }], input);
    return { Parents: items, NextToken: next };
  },

  ListChildren(input, call) {
    const organization = asAdministrator(call);
    const { ChildType: Type } = input;
    if (Type !== "ACCOUNT" && Type !== "ORGANIZATIONAL_UNIT")
      throw invalidInput("INVALID_ENUM", "You specified an invalid value.");
    const parent = parentOf(organization, input.ParentId);
    const all = Object.values(Type === "ACCOUNT" ? organization.accounts : organization.units);
    const { items, next } = page(all.filter(isIn(parent)), input);
    return { Children: items.map(({ id }) => ({ Id: id, Type })), NextToken: next };
  },
} satisfies Operations<"organizations">;

/** Whether something is directly in this unit or root. */
export const isIn = (parent: string) => (child: { parent: string }) => child.parent === parent;

/**
 * The id of a root or unit that is there.
 * @throws AwsError `InvalidInputException`, or `code`
 */
export function parentOf(
  organization: OrganizationRecord,
  id: string | undefined,
  code = "ParentNotFoundException",
): string {
  const parent = checked("parent", id);
  if (parent !== organization.rootId && !organization.units[parent])
    throw new AwsError(code, "You specified parent that doesn't exist.");
  return parent;
}

/** The ids from the root down to this unit, both included. */
export function pathOf(organization: OrganizationRecord, id: string): string[] {
  const unit = organization.units[id];
  return unit ? [...pathOf(organization, unit.parent), id] : [id];
}

function unitOf(organization: OrganizationRecord, id: string | undefined): OrganizationalUnitRecord {
  const unit = organization.units[checked("unit", id)];
  if (!unit)
    throw new AwsError(
      "OrganizationalUnitNotFoundException",
      "You specified an organizational unit that doesn't exist.",
    );
  return unit;
}

function refuseNameTwice({ units }: OrganizationRecord, parent: string, name: string): void {
  if (Object.values(units).some((unit) => unit.parent === parent && unit.name === name))
    throw new AwsError("DuplicateOrganizationalUnitException", "An OU with the same name already exists.");
}

function describe(
  organization: OrganizationRecord,
  { id, name }: OrganizationalUnitRecord,
): OrganizationalUnit {
  const Path = `${[organization.id, ...pathOf(organization, id)].join("/")}/`;
  return { Id: id, Arn: arns.unit(organization, id), Name: name, Path };
}

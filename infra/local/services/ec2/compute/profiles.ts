import type { IamInstanceProfileAssociation, IamInstanceProfileSpecification } from "@aws-sdk/client-ec2";
import { AwsError } from "../../../errors.ts";
import { ask } from "../../../own-reads.ts";
import type { Call, Operations } from "../../../service.ts";
import { invalidCombination, invalidValue, required, supports } from "../errors.ts";
import { applyFilters } from "../filters.ts";
import { newId } from "../ids.ts";
import { find } from "../kinds.ts";
import { page } from "../paging.ts";
import { type Ec2Store, ec2 } from "../store.ts";
import { stateAt } from "./instance-state.ts";

/** An instance profile as an instance carries it. */
export interface Profile {
  Arn: string;
  Id: string;
}

/** @throws AwsError `InvalidParameterValue` where IAM has no such profile. */
export async function resolveProfile(call: Call, asked: IamInstanceProfileSpecification): Promise<Profile> {
  if (asked.Arn && asked.Name) {
    throw invalidCombination(
      "The parameter 'iamInstanceProfile.name' may not be used in combination with 'iamInstanceProfile.arn'",
    );
  }
  const name = asked.Name ?? asked.Arn?.split("/").pop();
  const parameter = asked.Name ? "name" : "arn";
  try {
    const { InstanceProfile } = await ask(call, "iam", "GetInstanceProfile", { InstanceProfileName: name });
    if (asked.Name || InstanceProfile?.Arn === asked.Arn) {
      return { Arn: InstanceProfile!.Arn!, Id: InstanceProfile!.InstanceProfileId! };
    }
  } catch (error) {
    if (!AwsError.is(error, "NoSuchEntity")) throw error;
  }
  throw invalidValue(
    `Value (${asked.Name ?? asked.Arn}) for parameter iamInstanceProfile.${parameter} is invalid. Invalid IAM Instance Profile ${parameter === "arn" ? "ARN" : "name"}`,
  );
}

/** Puts a profile on an instance, as a launch with one does. */
export function associate(
  store: Ec2Store,
  instanceId: string,
  profile: Profile,
  now: Date,
): IamInstanceProfileAssociation {
  const AssociationId = newId("iip-assoc");
  store.instances[instanceId]!.IamInstanceProfile = profile;
  store.instanceProfileAssociations[AssociationId] = {
    AssociationId,
    InstanceId: instanceId,
    IamInstanceProfile: profile,
    State: "associated",
    Timestamp: now,
  };
  return store.instanceProfileAssociations[AssociationId]!;
}

/** Takes an instance's profile off it: at once here, within seconds on AWS. */
export function dissociate(store: Ec2Store, instanceId: string): void {
  delete store.instances[instanceId]?.IamInstanceProfile;
  for (const [id, association] of Object.entries(store.instanceProfileAssociations)) {
    if (association.InstanceId === instanceId) delete store.instanceProfileAssociations[id];
  }
}

const associationOf = (store: Ec2Store, id: string | undefined) => {
  const found = store.instanceProfileAssociations[required(id, "AssociationId")];
  if (!found) throw new AwsError("NoSuchAssociation", `An invalid association-id of '${id}' was given`);
  return found;
};

export const profileOperations: Operations<"ec2"> = {
  async AssociateIamInstanceProfile(input, call) {
    supports(input, "IamInstanceProfile", "InstanceId");
    const store = ec2(call);
    const instance = find(store, "instances", input.InstanceId, "InstanceId");
    const profile = await resolveProfile(call, required(input.IamInstanceProfile, "IamInstanceProfile"));
    const state = stateAt(instance, call.cloud.clock.now());
    if (state === "terminated" || state === "shutting-down") {
      throw new AwsError(
        "IncorrectInstanceState",
        `The instance '${instance.InstanceId}' is not in the 'running' or 'stopped' states.`,
      );
    }
    if (instance.IamInstanceProfile) {
      throw new AwsError(
        "IncorrectState",
        `There is an existing association for instance ${instance.InstanceId}`,
      );
    }
    const association = associate(store, instance.InstanceId, profile, call.cloud.clock.now());
    return { IamInstanceProfileAssociation: { ...association, State: "associating" } };
  },

  async ReplaceIamInstanceProfileAssociation(input, call) {
    supports(input, "IamInstanceProfile", "AssociationId");
    const store = ec2(call);
    const { InstanceId } = associationOf(store, input.AssociationId);
    const profile = await resolveProfile(call, required(input.IamInstanceProfile, "IamInstanceProfile"));
    dissociate(store, InstanceId);
    const association = associate(store, InstanceId, profile, call.cloud.clock.now());
    return { IamInstanceProfileAssociation: { ...association, State: "associating" } };
  },

  DisassociateIamInstanceProfile(input, call) {
    supports(input, "AssociationId");
    const store = ec2(call);
    const association = associationOf(store, input.AssociationId);
    dissociate(store, association.InstanceId);
    return { IamInstanceProfileAssociation: { ...association, State: "disassociating" } };
  },

  DescribeIamInstanceProfileAssociations(input, call) {
    supports(input, "AssociationIds", "Filters", "MaxResults", "NextToken");
    const store = ec2(call);
    const associations: IamInstanceProfileAssociation[] = input.AssociationIds?.length
      ? input.AssociationIds.map((id) => associationOf(store, id))
      : Object.values(store.instanceProfileAssociations);
    const filtered = applyFilters(
      associations,
      input.Filters,
      { "instance-id": (it) => it.InstanceId, state: (it) => it.State },
      () => [],
    );
    const { items, NextToken } = page(filtered, input, {
      ids: input.AssociationIds,
      idsParameter: "associationIds",
    });
    return { IamInstanceProfileAssociations: items, NextToken };
  },
};

import type { Stack } from "@aws-sdk/client-cloudformation";
import { HeadBucketCommand, S3ServiceException } from "@aws-sdk/client-s3";
import type { BuildPlan, Ledger } from "../../workflows/contract.ts";
import type { Clients } from "../runtime/clients.ts";
import { TaskError } from "../runtime/errors.ts";
import { findStack } from "../runtime/find-stack.ts";
import { findCollision } from "./collisions.ts";
import type { LabBuild } from "./lab-build.ts";
import { chooseParameters } from "./parameters.ts";
import type { LabTemplate } from "./template.ts";

/**
 * Looks at the account before anything is touched, and plans the build.
 *
 * @param owner on whose behalf a lab may be gone on with; absent or empty, on anybody's
 * @param ledger the lab's ledger where it was built (or its build begun) before
 * @throws TaskError `PreflightRefused` with the reason and what to do, where the lab cannot be built beside what is there
 */
export async function checkAccount(
  clients: Clients,
  lab: LabBuild,
  { template, suffix, owner }: { template: LabTemplate; suffix: string; owner?: string },
  ledger: Ledger | undefined,
): Promise<BuildPlan> {
  const stack = await findStack(clients, lab.stackName);
  if (ledger) {
    if (owner && ledger.build !== owner)
      throw new TaskError(
        "refused",
        `The lab stands here, or was begun, since ${ledger.writtenAt}. Who works with it must not lose it: clean it up first, or use another account or Region.`,
      );
    if (stack && isGood(stack)) return { parameters: {}, stackId: stack.StackId };
    if (stack)
      throw new TaskError(
        "refused",
        `The stack ${lab.stackName} is in state ${stack.StackStatus} after an earlier build. Clean the lab up, then build it again.`,
      );
    // Clean-up knows the lab's buckets by the suffix that the ledger remembers.
    if (ledger.suffix !== undefined && ledger.suffix !== suffix)
      throw new TaskError(
        "refused",
        `An earlier build began with the suffix ${ledger.suffix}. Build with that one (--suffix ${ledger.suffix}), or clean the lab up first.`,
      );
  } else {
    if (stack)
      throw new TaskError(
        "refused",
        `The account already has a stack ${lab.stackName} (${stack.StackStatus}) that Handrail did not build. Delete it, or use another account or Region.`,
      );
    for (const fixed of template.fixedNames) {
      const collision = await findCollision(clients, fixed.type, fixed.name);
      if (collision)
        throw new TaskError(
          "refused",
          `The account already has ${collision}, and the lab's stack would make one of the same name. Remove or rename it, or use another account.`,
        );
    }
    await refuseTakenNames(clients, lab.bucketNames(suffix));
  }
  return { parameters: await chooseParameters(clients, lab, template) };
}

/**
 * Bucket names are the whole world's: better to hear that one is taken now than in the middle of a step. A bucket that
 * is this account's own is no obstacle.
 */
async function refuseTakenNames({ s3 }: Clients, names: string[]): Promise<void> {
  for (const name of names) {
    const answer = await s3.send(new HeadBucketCommand({ Bucket: name })).catch((thrown: unknown) => thrown);
    // HeadBucket answers without a body: 403 for a bucket that is somebody else's, 404 for none.
    if (answer instanceof S3ServiceException && answer.$metadata.httpStatusCode === 403)
      throw new TaskError(
        "refused",
        `The bucket name ${name} is taken by another account. Choose another suffix (--suffix), and build again.`,
      );
  }
}

/** A stack that the build can go on from: it is being made, or is there. */
const isGood = (stack: Stack): boolean =>
  ["CREATE_IN_PROGRESS", "CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"].includes(
    stack.StackStatus!,
  );

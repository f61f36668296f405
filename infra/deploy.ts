import { createHash, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  type Stack,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { findStack, firstFailure } from "../tasks/runtime/find-stack.ts";
import { ORCHESTRATOR_STACK } from "../workflows/contract.ts";
import { type Manifest, readManifest } from "./manifest.ts";
import { StackProgress } from "./stack-progress.ts";

/** Where the orchestrator goes, and through which clients. The same calls serve AWS and the local account. */
export interface Deployment {
  accountId: string;
  region: string;
  cloudFormation: CloudFormationClient;
  s3: S3Client;
  /** The URL of an object in the bucket, as CloudFormation is to read it. */
  objectUrl: (bucket: string, key: string) => string;
  /** How long to wait between two looks at a stack, in milliseconds. */
  pollEvery: number;
}

/** The tag by which a deployed stack tells which build it came from. */
const BUILD_TAG = "handrail:build";

/** The orchestrator's own bucket: one an account and Region, since bucket names are global. */
export const bucketName = ({ accountId, region }: Pick<Deployment, "accountId" | "region">): string =>
  `handrail-${accountId}-${region}`;

/** What an account has of the orchestrator, held against a build. */
export interface Deployed {
  found: "nothing" | "this-build" | "other-build" | "unfinished";
  /** CloudFormation's word for how the stack stands. */
  stackStatus?: string;
}

/** Looks whether the orchestrator is in the account, and whether it is of the build in `dist`. */
export async function findOrchestrator(
  deployment: Pick<Deployment, "cloudFormation">,
  dist: string,
): Promise<Deployed> {
  const stack = await findStack(deployment, ORCHESTRATOR_STACK);
  if (!stack) return { found: "nothing" };
  const stackStatus = stack.StackStatus!;
  if (!isUsable(stack)) return { found: "unfinished", stackStatus };
  const same = tagOf(stack, BUILD_TAG) === (await buildOf(dist, await readManifest(dist)));
  return { found: same ? "this-build" : "other-build", stackStatus };
}

/** Names a build by its content. */
async function buildOf(dist: string, manifest: Manifest): Promise<string> {
  return createHash("sha256")
    .update(JSON.stringify(manifest))
    .update(await readFile(join(dist, manifest.templates.orchestrator.file)))
    .digest("hex")
    .slice(0, 16);
}

/**
 * Publishes the bundles and templates of a build and creates or updates the orchestrator's stack. Deploying the
 * same build again changes nothing and returns at once.
 *
 * @param dist the folder of a build
 * @param tell hears what is being done, a line each
 * @param tellResource hears of each resource that is done, which takes a call more at each look
 * @returns the stack, with its outputs
 * @throws Error with CloudFormation's first reason when the stack cannot be made
 */
export async function deployOrchestrator(
  deployment: Deployment,
  dist: string,
  tell: (line: string) => void,
  tellResource?: (line: string) => void,
): Promise<Stack> {
  const manifest = await readManifest(dist);
  const build = await buildOf(dist, manifest);
  const progress = tellResource && new StackProgress(deployment.cloudFormation, tellResource);
  const existing = await findStack(deployment, ORCHESTRATOR_STACK);
  if (existing?.StackStatus?.endsWith("_IN_PROGRESS")) {
    tell(`Waiting for the stack ${ORCHESTRATOR_STACK}, which is in state ${existing.StackStatus}`);
    await settle(deployment, existing.StackId!, progress);
  }
  const current = await findStack(deployment, ORCHESTRATOR_STACK);
  if (current && isUsable(current) && tagOf(current, BUILD_TAG) === build) return current;

  const bucket = bucketName(deployment);
  tell(`Publishing the functions to the bucket ${bucket}`);
  await makeBucket(deployment, bucket);
  await publish(deployment, dist, manifest, bucket);
  // A stack that never came up holds nothing, and can only be deleted.
  if (current && ["ROLLBACK_COMPLETE", "CREATE_FAILED", "ROLLBACK_FAILED"].includes(current.StackStatus!)) {
    tell(`Deleting the stack ${ORCHESTRATOR_STACK} that failed before`);
    await deployment.cloudFormation.send(new DeleteStackCommand({ StackName: current.StackId }));
    await settle(deployment, current.StackId!);
  }
  const request = {
    StackName: ORCHESTRATOR_STACK,
    TemplateURL: deployment.objectUrl(bucket, manifest.templates.orchestrator.key),
    Parameters: [{ ParameterKey: "HandrailBucket", ParameterValue: bucket }],
    Capabilities: ["CAPABILITY_IAM" as const],
    Tags: [{ Key: BUILD_TAG, Value: build }],
    // A request that the client sends again, because its answer was lost, is the same one.
    ClientRequestToken: randomUUID(),
  };
  const update = current && isUsable(current);
  if (update) await progress?.begin(current.StackId!);
  tell(`${update ? "Updating" : "Creating"} the stack ${ORCHESTRATOR_STACK}`);
  const { StackId } = await deployment.cloudFormation.send(
    update ? new UpdateStackCommand(request) : new CreateStackCommand(request),
  );
  const settled = await settle(deployment, StackId!, progress);
  if (!settled || !isUsable(settled))
    throw new Error(
      `The stack ${ORCHESTRATOR_STACK} ended as ${settled?.StackStatus ?? "deleted"}: ${await firstFailure(deployment, StackId!)}`,
    );
  return settled;
}

/**
 * Takes the orchestrator away: its stack, with the log groups, and then its bucket with all that is in it.
 *
 * @throws Error naming the ledger where a lab is still built: its clean-up needs the orchestrator
 */
export async function removeOrchestrator(
  deployment: Deployment,
  tell: (line: string) => void,
): Promise<void> {
  const bucket = bucketName(deployment);
  const keys = await listKeys(deployment, bucket);
  const ledger = keys?.find((key) => key.startsWith("ledgers/"));
  if (ledger)
    throw new Error(
      `A lab is still built in this account (${ledger} in ${bucket}). Clean it up first: without the orchestrator nobody knows what is the lab's.`,
    );
  const stack = await findStack(deployment, ORCHESTRATOR_STACK);
  if (stack) {
    tell(`Deleting the stack ${ORCHESTRATOR_STACK}`);
    await deployment.cloudFormation.send(new DeleteStackCommand({ StackName: stack.StackId }));
    const gone = await settle(deployment, stack.StackId!);
    if (gone && gone.StackStatus !== "DELETE_COMPLETE")
      throw new Error(
        `The stack ${ORCHESTRATOR_STACK} ended as ${gone.StackStatus}: ${await firstFailure(deployment, stack.StackId!)}`,
      );
  }
  if (!keys) return;
  tell(`Deleting the bucket ${bucket}`);
  for (let rest: string[] | undefined = keys; rest?.length; rest = await listKeys(deployment, bucket))
    await deployment.s3.send(
      new DeleteObjectsCommand({
        Bucket: bucket,
        Delete: { Objects: rest.map((Key) => ({ Key })), Quiet: true },
      }),
    );
  await deployment.s3.send(new DeleteBucketCommand({ Bucket: bucket }));
}

const isUsable = (stack: Stack): boolean =>
  ["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"].includes(stack.StackStatus!);

const tagOf = (stack: Stack, key: string): string | undefined =>
  stack.Tags?.find((tag) => tag.Key === key)?.Value;

/** Waits until a stack is at rest; by id, so that a deleted one is still found. */
async function settle(
  deployment: Deployment,
  stackId: string,
  progress?: StackProgress,
): Promise<Stack | undefined> {
  for (;;) {
    const stack = await findStack(deployment, stackId);
    await progress?.look(stackId);
    if (!stack?.StackStatus?.endsWith("_IN_PROGRESS")) return stack;
    await new Promise((resolve) => setTimeout(resolve, deployment.pollEvery));
  }
}

async function makeBucket({ s3, region }: Deployment, bucket: string): Promise<void> {
  try {
    await s3.send(new HeadBucketCommand({ Bucket: bucket }));
    return;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "NotFound") throw error;
  }
  await s3.send(
    new CreateBucketCommand({
      Bucket: bucket,
      // us-east-1 is the one Region that must not be named here.
      ...(region === "us-east-1"
        ? {}
        : { CreateBucketConfiguration: { LocationConstraint: region as never } }),
    }),
  );
}

async function publish({ s3 }: Deployment, dist: string, manifest: Manifest, bucket: string): Promise<void> {
  const artefacts = [...Object.values(manifest.functions), ...Object.values(manifest.templates)];
  await Promise.all(
    artefacts.map(async ({ file, key }) =>
      s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: await readFile(join(dist, file)) })),
    ),
  );
}

/** The keys in the bucket (at most 1,000), or undefined where there is no such bucket. */
async function listKeys({ s3 }: Deployment, bucket: string): Promise<string[] | undefined> {
  try {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
    return Contents.map((object) => object.Key!);
  } catch (error) {
    if (error instanceof Error && error.name === "NoSuchBucket") return undefined;
    throw error;
  }
}

import { DeleteLogStreamCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DeleteObjectsCommand, ListObjectVersionsCommand, type S3Client } from "@aws-sdk/client-s3";
import { sessionDocumentId } from "../../inventory/session-documents.ts";
import { bucketId, logGroupId } from "../../inventory/storage.ts";
import { readSessions } from "../../labs/fnd203/session-history.ts";
import { LOG_GROUP, readBuckets, readGroups } from "../../labs/fnd203/session-logs.ts";
import type { Clients } from "../../runtime/clients.ts";
import { isAwsError } from "../../runtime/errors.ts";
import { PREFERENCES } from "../../session-channel/preferences-document.ts";
import type { Scope, Sweeper } from "../sweeper.ts";

/** The buckets of the guide's names: its preferences name either of them. */
const LAB_BUCKET = /^f(dn|nd)203-(demo|ssmlogs)-bucket-/;

/**
 * What sessions on the lab's servers left in a bucket or a log group of the guide's names that the account had before:
 * those stay, and the lab's logs go. Where the account had preferences before the lab, its owner wants sessions logged,
 * and the logs stay as well.
 *
 * An item's id is `ARN/session-logs`. Gap: logs under a prefix that the participant's own preferences named stay.
 */
export const sessionLogs: Sweeper = {
  kind: "session logs",
  async find(clients, scope) {
    if (scope.before.has(sessionDocumentId(PREFERENCES))) return [];
    const [buckets, groups] = await Promise.all([readBuckets(clients), readGroups(clients)]);
    const older = [
      ...buckets
        .filter(({ name }) => LAB_BUCKET.test(name))
        .map(({ name }) => ({ id: bucketId(name), name })),
      ...groups
        .filter(({ logGroupName = "" }) => LOG_GROUP.test(logGroupName))
        .map((group) => ({ id: logGroupId(group), name: group.logGroupName })),
    ].filter(({ id }) => scope.before.has(id));
    if (older.length === 0 || (await labSessions(clients, scope)).length === 0) return [];
    return older.map(({ id, name }) => ({
      action: "remove",
      id: `${id}/session-logs`,
      name,
      why: `${name} was there before the lab and stays. The logs of sessions on the lab's servers are taken out of it.`,
    }));
  },
  // Sessions that were open when the plan was made have been ended since, and have left their logs.
  async sweep(clients, item, scope) {
    for (const session of await labSessions(clients, scope))
      if (item.id.startsWith(bucketId(""))) await removeLog(clients.s3, item.name!, session, scope);
      else await removeStream(clients, item.name!, session);
  },
};

/** The ids of the sessions on the lab's servers since it was begun. */
async function labSessions(clients: Clients, { stackResources, startedAt }: Scope): Promise<string[]> {
  const servers = stackResources.get("AWS::EC2::Instance");
  const sessions = await readSessions(clients, startedAt);
  return sessions.filter(({ target }) => servers?.has(target)).map(({ id }) => id);
}

/** Every version of a session's log; the agent names the object after the session. */
async function removeLog(s3: S3Client, Bucket: string, session: string, { place }: Scope): Promise<void> {
  const bucket = { Bucket, ExpectedBucketOwner: place.accountId };
  const key = `${session}.log`;
  const { Versions = [], DeleteMarkers = [] } = await s3.send(
    new ListObjectVersionsCommand({ ...bucket, Prefix: key }),
  );
  const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key: Key!, VersionId }));
  if (Objects.length === 0) return;
  const { Errors = [] } = await s3.send(
    new DeleteObjectsCommand({ ...bucket, Delete: { Objects, Quiet: true } }),
  );
  if (Errors.length > 0)
    throw new Error(
      `${key} stays in ${Bucket}: ${Errors.map(({ Code, Message }) => `${Code}: ${Message}`).join("; ")}`,
    );
}

async function removeStream({ logs }: Clients, logGroupName: string, session: string): Promise<void> {
  try {
    await logs.send(new DeleteLogStreamCommand({ logGroupName, logStreamName: session }));
  } catch (error) {
    if (!isAwsError(error, "ResourceNotFoundException")) throw error;
  }
}

import { randomUUID } from "node:crypto";
import { AwsError } from "../../../errors.ts";
import type { Call } from "../../../service.ts";
import { bytesOfAnswer } from "../../s3/body.ts";
import { findBucket } from "../../s3/buckets.ts";
import { StateError } from "../asl/errors.ts";
import type { Branch } from "../branch.ts";

/** An object as ListObjectsV2 tells of it, as the items of a Map state have it. */
export interface ListedObject {
  Etag: string;
  Key: string;
  /** Seconds since 1970. */
  LastModified: number;
  Size: number;
  StorageClass: string;
}

export interface ObjectName {
  Bucket: string;
  Key: string;
  VersionId?: string;
  ExpectedBucketOwner?: string;
}

/**
 * The Region's buckets as the machine's role may use them. Whatever S3 refuses fails the state with `errorName`.
 * Unsure: AWS's wording of the cause; it is the Java SDK's here, as tasks have it.
 */
export class BucketAccess {
  readonly #branch: Branch;
  readonly #errorName: "States.ItemReaderFailed" | "States.ResultWriterFailed";

  constructor(branch: Branch, errorName: "States.ItemReaderFailed" | "States.ResultWriterFailed") {
    this.#branch = branch;
    this.#errorName = errorName;
  }

  /** An object's bytes. */
  async get(object: ObjectName): Promise<Uint8Array> {
    const { Body } = await this.#asked(object.Bucket, (call) =>
      call.invoke("s3", "GetObject", { ...object }),
    );
    return bytesOfAnswer(Body);
  }

  /** The objects under a prefix, in the order of their keys, a page at a time. The bucket must be the account's own. */
  async *list(from: {
    Bucket: string;
    Prefix?: string;
    ExpectedBucketOwner?: string;
  }): AsyncGenerator<ListedObject> {
    const ExpectedBucketOwner = from.ExpectedBucketOwner ?? this.#branch.run.place.accountId;
    let ContinuationToken: string | undefined;
    do {
      const page = await this.#asked(from.Bucket, (call) =>
        call.invoke("s3", "ListObjectsV2", { ...from, ExpectedBucketOwner, ContinuationToken }),
      );
      for (const object of page.Contents ?? []) {
        yield {
          Etag: object.ETag!,
          Key: object.Key!,
          LastModified: Math.floor(object.LastModified!.getTime() / 1000),
          Size: object.Size!,
          StorageClass: object.StorageClass ?? "STANDARD",
        };
      }
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
  }

  /** Writes an object. The bucket must be the account's own. Answers how many bytes it has. */
  async put(Bucket: string, Key: string, text: string): Promise<number> {
    const Body = Buffer.from(text);
    const ExpectedBucketOwner = this.#branch.run.place.accountId;
    await this.#asked(Bucket, (call) =>
      call.invoke("s3", "PutObject", { Bucket, Key, Body, ExpectedBucketOwner }),
    );
    return Body.length;
  }

  async #asked<T>(bucket: string, ask: (call: Call) => Promise<T>): Promise<T> {
    try {
      const call = await this.#branch.run.callAs(undefined);
      const region = findBucket(call, bucket)?.region;
      if (region !== undefined && region !== call.region) {
        throw new AwsError(
          "PermanentRedirect",
          "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.",
          301,
        );
      }
      return await ask(call);
    } catch (error) {
      if (!AwsError.is(error)) throw error;
      throw new StateError(
        this.#errorName,
        `${error.message} (Service: S3, Status Code: ${error.status}, Request ID: ${randomUUID()})`,
      );
    }
  }
}

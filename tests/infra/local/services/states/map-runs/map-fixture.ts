import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DescribeMapRunCommand, type DescribeMapRunCommandOutput } from "@aws-sdk/client-sfn";
import type { TestAccount } from "../../../../../helpers/local-account.ts";
import { type Ended, Machines } from "../machine-fixture.ts";

export const BUCKET = "map-data";

/** A distributed Map state in JSONata, whose processor hands each item on unless told otherwise. */
export const distributed = (more: object, processor: object = {}): object => ({
  Type: "Map",
  ItemProcessor: {
    ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
    StartAt: "Pass",
    States: { Pass: { Type: "Pass", End: true } },
    ...processor,
  },
  End: true,
  ...more,
});

/** Machines of one such state, and the bucket that they read from and write to. */
export class Maps extends Machines {
  readonly s3: S3Client;

  constructor(account: TestAccount) {
    super(account);
    this.s3 = account.client(S3Client);
  }

  async createBucket(Bucket = BUCKET): Promise<void> {
    await this.s3.send(new CreateBucketCommand({ Bucket }));
  }

  async put(Key: string, Body: string | Uint8Array, Bucket = BUCKET): Promise<void> {
    await this.s3.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.from(Body) }));
  }

  async read(Key: string): Promise<string> {
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
    return await Body!.transformToString();
  }

  async map(state: object, input: unknown = {}, language = "JSONata"): Promise<Ended> {
    return await this.run(
      JSON.stringify({ QueryLanguage: language, StartAt: "Each", States: { Each: state } }),
      input,
    );
  }

  /** What the Map state answers. */
  async output(state: object, input: unknown = {}, language?: string): Promise<unknown> {
    const { output, cause } = await this.map(state, input, language);
    return output === undefined ? cause : (JSON.parse(output) as unknown);
  }

  async mapRun(ended: Pick<Ended, "events">): Promise<DescribeMapRunCommandOutput> {
    const started = ended.events.find(({ type }) => type === "MapRunStarted");
    const { mapRunArn } = started!.mapRunStartedEventDetails!;
    return await this.sfn.send(new DescribeMapRunCommand({ mapRunArn }));
  }
}

import { afterAll, beforeAll, expect, test } from "vitest";
import type { ServiceName } from "../../../../infra/local/sdk.ts";
import type { AnyService } from "../../../../infra/local/service.ts";
import { loadModel, type OperationModel } from "../../../../infra/local/wire/model.ts";
import type { Member } from "../../../../infra/local/wire/shapes.ts";
import { startTestAccount, type TestAccount } from "../../../helpers/local-account.ts";
import { sampleStructure } from "../../../helpers/sample-shape.ts";
import { SDK } from "../../../helpers/stub-service.ts";

/** Not sent, or not as they are: unsigned, of directory buckets, or to a host name of their own. */
const LEFT_OUT = new Set([
  "AssumeRoleWithSAML",
  "AssumeRoleWithWebIdentity",
  "CreateSession",
  "ListDirectoryBuckets",
  "WriteGetObjectResponse",
]);

/** What the SDK's S3 client makes itself of other values, or refuses where it does not fit the body. */
const MADE_BY_CLIENT = /^(CopySource)?SSECustomerKey(MD5)?$|^Checksum|^Content(MD5|Length)$|^ExpiresString$/;

let account: TestAccount;
let received: object;
let answer: object;

/** A service that answers whatever it is asked with `answer`. */
function echo(name: ServiceName): AnyService {
  const handler = (input: object) => {
    received = input;
    return answer;
  };
  return { name, sdk: SDK[name], operations: new Proxy({}, { get: () => handler }) };
}

const services = Object.keys(SDK).map((name) => echo(name as ServiceName));

beforeAll(async () => {
  account = await startTestAccount({ find: (name) => services.find((service) => service.name === name) });
});

afterAll(() => account.stop());

interface GenericClient {
  send(command: object): Promise<{ $metadata?: unknown }>;
}

type Exports = Record<string, new (input: object) => GenericClient>;

test.each(services)("every operation of $name arrives and is answered as it was meant", async (service) => {
  const exports = (await service.sdk()) as Exports;
  const clientClass = Object.keys(exports).find((key) => /^[A-Z]\w+Client$/.test(key))!;
  const client = account.client(exports[clientClass]!);
  const model = await loadModel(service);
  const operations = [...model.operations.values()].filter(
    (operation) => !LEFT_OUT.has(operation.name) && !hasEventStream(operation),
  );
  const actual: Record<string, unknown> = {};
  const expected: Record<string, unknown> = {};
  for (const operation of operations) {
    const input = sampleInput(operation, model.name);
    answer = sampleStructure(operation.output, (member) => model.name === "s3" && isMadeByClient(member));
    received = {};
    expected[operation.name] = { input, output: plain(answer) };
    try {
      const { $metadata, ...output } = await client.send(
        new exports[`${operation.name}Command`]!({ ...input }),
      );
      const own = model.name === "s3" ? withoutMadeByClient : (members: object) => members;
      actual[operation.name] = { input: own(received), output: own(await readStreams(output)) };
    } catch (error) {
      actual[operation.name] = error;
    }
  }
  expect(actual).toEqual(expected);
  expect(operations.length).toBeGreaterThan(8);
});

function sampleInput(operation: OperationModel, service: string): Record<string, unknown> {
  if (service !== "s3") return sampleStructure(operation.input);
  const input = sampleStructure(operation.input, isMadeByClient);
  // Bucket names are checked by the client.
  return "Bucket" in input ? { ...input, Bucket: "bucket" } : input;
}

function isMadeByClient(member: Member): boolean {
  return MADE_BY_CLIENT.test(member.name) && !member.required;
}

function withoutMadeByClient(input: object): object {
  return Object.fromEntries(Object.entries(input).filter(([name]) => !MADE_BY_CLIENT.test(name)));
}

function hasEventStream({ input, output }: OperationModel): boolean {
  return [input, output].some((shape) =>
    shape.members.some(({ shape, traits }) => traits.streaming === 1 && shape.kind === "structure"),
  );
}

/** Streams as the bytes in them; blobs that the client gives methods as the bytes that they are. */
async function readStreams(output: object): Promise<object> {
  const entries = Object.entries(output).map(async ([name, value]) => {
    const stream = value as { transformToByteArray?: () => Promise<Uint8Array> } | undefined;
    return [name, stream?.transformToByteArray ? await stream.transformToByteArray() : value];
  });
  return plain(Object.fromEntries(await Promise.all(entries)));
}

function plain(output: object): object {
  return Object.fromEntries(
    Object.entries(output).map(([name, value]) => [
      name,
      value instanceof Uint8Array ? Uint8Array.from(value) : value,
    ]),
  );
}

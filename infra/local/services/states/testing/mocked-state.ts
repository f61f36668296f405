import type { TestStateConfiguration, TestStateInput } from "@aws-sdk/client-sfn";
import { AwsError } from "../../../errors.ts";
import { type ItemReader, isObject, type Json, type State } from "../asl/definition.ts";
import { StateError } from "../asl/errors.ts";
import { commitExit, enterState, prepareExit } from "../asl/exit.ts";
import {
  exceedsTolerance,
  iterationInput,
  mapItems,
  maxConcurrency,
  templateIn,
  tolerance,
} from "../asl/map-settings.ts";
import { taskArguments } from "../asl/task-settings.ts";
import type { Branch } from "../branch.ts";
import type { MapItem } from "../frames.ts";
import { textOf } from "../history.ts";
import { batchItems } from "../map-runs/item-batcher.ts";
import { itemsIn, type ReaderConfig } from "../map-runs/item-formats.ts";
import { evaluatedConfig } from "../map-runs/item-reader.ts";
import { newToken } from "../task-token.ts";
import { checkMockedResult } from "./mock-shape.ts";
import { jsonIn } from "./request.ts";

const refused = (message: string): AwsError => new AwsError("ValidationException", message);

/**
 * The result that a mock gives the state, held to the form that such a state's has; undefined where it gives an error.
 * @throws AwsError ValidationException
 */
export async function mockedResult({ mock }: TestStateInput, state: State): Promise<Json | undefined> {
  if (mock?.result === undefined) return;
  const result = jsonIn(mock.result, "mock.result");
  if (mock.fieldValidationMode === "NONE") return result;
  // Unsure: AWS's wording of these.
  if (state.Type === "Parallel" && !(Array.isArray(result) && result.length === state.Branches!.length)) {
    throw refused("The mocked result of a Parallel state must be an array with one element for each branch");
  }
  if (state.Type === "Map" && !(state.ResultWriter ? isObject(result) : Array.isArray(result))) {
    throw refused(
      `The mocked result of a Map state ${state.ResultWriter ? "with ResultWriter must be an object" : "must be an array"}`,
    );
  }
  if (state.Type === "Task") await checkMockedResult(state, result, mock.fieldValidationMode);
  return result;
}

/**
 * Runs a state of which only the work itself is left out: its input is prepared, and what the mock says came of it is
 * taken on.
 * @throws StateError the mocked error, or one of the state's own
 */
export async function runMocked(
  branch: Branch,
  { mock, stateConfiguration = {} }: TestStateInput,
  result: Json | undefined,
): Promise<void> {
  enterState(branch);
  if (branch.state.Type === "Map") await prepareMap(branch, stateConfiguration);
  else {
    const scope = branch.scope();
    // Whoever waits for a token is given one, unless the caller has said what there is.
    const context = () => branch.run.test?.context ?? { ...scope.context(), Task: { Token: newToken() } };
    await taskArguments(branch, branch.state.Type === "Task" ? { ...scope, context } : scope);
  }
  if (result === undefined) {
    const { error, cause } = mock!.errorOutput!;
    throw new StateError(error, cause);
  }
  commitExit(branch, await prepareExit(branch, result));
}

/** What a Map state does before its first iteration, and whether so many failures would be too many. */
async function prepareMap(branch: Branch, configuration: TestStateConfiguration): Promise<void> {
  const { inspection } = branch.run.test!;
  const { state } = branch;
  const items = await itemsOf(branch, configuration.mapItemReaderData);
  const tolerated = await tolerance(branch);
  inspection.maxConcurrency = await maxConcurrency(branch);
  inspection.toleratedFailureCount = tolerated.count;
  inspection.toleratedFailurePercentage = tolerated.percentage;
  if (items === undefined) return;
  const inputs: Json[] = [];
  for (const item of items) inputs.push(await iterationInput(branch, item));
  if (state.ItemSelector ?? state.Parameters) branch.inspect("afterItemSelector", inputs);
  if (state.ItemBatcher) {
    const batches = await batchItems(branch, state.ItemBatcher, inputs.map(textOf));
    branch.inspect(
      "afterItemBatcher",
      batches.inputs.map((batch) => JSON.parse(batch) as Json),
    );
  }
  const failed = configuration.mapIterationFailureCount ?? 0;
  if (failed > items.length) {
    throw refused("stateConfiguration.mapIterationFailureCount exceeds the number of items");
  }
  if (exceedsTolerance(tolerated, failed, items.length)) {
    throw new StateError(
      "States.ExceedToleratedFailureThreshold",
      "The specified tolerated failure threshold was exceeded",
    );
  }
}

/** The state's items; undefined where nobody has said what its ItemReader would read. */
async function itemsOf(branch: Branch, data: string | undefined): Promise<MapItem[] | undefined> {
  const { ItemReader, ItemProcessor } = branch.state;
  if (!ItemReader) return await mapItems(branch, ItemProcessor?.ProcessorConfig?.Mode === "DISTRIBUTED");
  if (data === undefined) return;
  // Unsure: how AWS reads data that are said without a type; those of a listing are JSON.
  const config = (await evaluatedConfig(branch, ItemReader)) as ReaderConfig;
  const found = itemsIn(Buffer.from(data), { ...config, InputType: config.InputType ?? "JSON" });
  const source = await sourceOf(branch, ItemReader);
  const items = [...found].map((item, index) => ({ ...item, index, source }));
  if (config.ItemsPointer !== undefined)
    branch.inspect(
      "afterItemsPointer",
      items.map(({ value }) => value),
    );
  return items;
}

/** Where the items would be from, as the context object names it. */
async function sourceOf(branch: Branch, { Arguments, Parameters = {} }: ItemReader): Promise<string> {
  const found = await templateIn(branch, Arguments ?? Parameters, "ItemReader/Arguments");
  const { Bucket, Key } = isObject(found) ? found : {};
  return Key === undefined ? `S3://${String(Bucket)}` : `S3://${String(Bucket)}/${String(Key)}`;
}

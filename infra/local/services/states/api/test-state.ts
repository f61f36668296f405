import type { Operations } from "../../../service.ts";
import { runTest } from "../testing/run-test.ts";

export const testStateOperations: Operations<"states"> = { TestState: runTest };

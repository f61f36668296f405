import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { DeleteParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestAccount, type TestAccount } from "../../../../../helpers/local-account.ts";
import { asking, createMachineRole, jsonata, Machines } from "../machine-fixture.ts";

let account: TestAccount;
let machines: Machines;
let ssm: SSMClient;
beforeAll(async () => {
  account = await startTestAccount();
  await createMachineRole(account);
  machines = new Machines(account);
  ssm = account.client(SSMClient);
});
afterAll(() => account.stop());

/** Fails until somebody has put the parameter. */
const reading = (Name: string, more: object = {}) => ({
  Type: "Task",
  Resource: "arn:aws:states:::aws-sdk:ssm:getParameter",
  Arguments: { Name },
  Output: "{% $states.result.Parameter.Value %}",
  End: true,
  ...more,
});
const put = (Name: string, Value: string) =>
  ssm.send(new PutParameterCommand({ Name, Value, Type: "String", Overwrite: true }));
const redrive = (executionArn: string, clientToken?: string) =>
  machines.sfn.send(new RedriveExecutionCommand({ executionArn, clientToken }));
const redriven = async (executionArn: string) => {
  await redrive(executionArn);
  return await machines.end(executionArn);
};
const count = (types: string[], type: string) => types.filter((one) => one === type).length;

describe("a redriven execution", () => {
  it("goes on from the state that failed, with its input and variables, its retries counted anew", async () => {
    const failed = await machines.run(
      jsonata({
        Before: { Type: "Pass", Assign: { kept: "{% $states.input.a %}" }, Output: { b: 2 }, Next: "Read" },
        Read: reading("/sequence", {
          Next: "After",
          End: undefined,
          Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 1 }],
        }),
        After: {
          Type: "Pass",
          Output:
            "{% [$kept, $states.input, $states.context.Execution.RedriveCount, $exists($states.context.Execution.RedriveTime)] %}",
          End: true,
        },
      }),
      { a: 1 },
    );
    const { executionArn: arn = "" } = failed;
    expect(failed).toMatchObject({ status: "FAILED", redriveCount: 0, redriveStatus: "REDRIVABLE" });
    expect(failed.redriveStatusReason).toBeUndefined();
    const again = await redriven(arn);
    expect(again).toMatchObject({ status: "FAILED", redriveCount: 1, error: failed.error });
    await put("/sequence", "found");
    const ended = await redriven(arn);
    expect(ended).toMatchObject({
      status: "SUCCEEDED",
      output: '[1,"found",2,true]',
      redriveCount: 2,
      redriveDate: expect.any(Date) as Date,
      redriveStatus: "NOT_REDRIVABLE",
      redriveStatusReason: "Execution is SUCCEEDED and cannot be redriven",
    });
    expect(ended.error).toBeUndefined();
    expect(ended.startDate).toEqual(failed.startDate);
    const attempt = ["TaskScheduled", "TaskStarted", "TaskFailed"];
    expect(ended.types.slice(failed.types.length)).toEqual([
      ...["ExecutionRedriven", ...attempt, ...attempt, "ExecutionFailed"],
      ...["ExecutionRedriven", "TaskScheduled", "TaskStarted", "TaskSucceeded", "TaskStateExited"],
      ...["PassStateEntered", "PassStateExited", "ExecutionSucceeded"],
    ]);
    expect(ended.events.slice(0, failed.events.length)).toEqual(failed.events);
    expect(ended.events.map(({ id }) => id)).toEqual(ended.events.map((_, i) => i + 1));
    expect(ended.events[failed.events.length]).toMatchObject({
      executionRedrivenEventDetails: { redriveCount: 1 },
    });
  });

  it("runs only those branches of a Parallel again that did not succeed, however deep inside", async () => {
    const flow = (States: Record<string, object>) => ({ StartAt: Object.keys(States)[0], States });
    const inner = {
      Type: "Map",
      Items: ["/map-a", "/map-b", "/map-c"],
      MaxConcurrency: 1,
      ItemProcessor: flow({ Read: reading("{% $states.input %}") }),
      End: true,
    };
    await put("/map-a", "a");
    await put("/map-c", "c");
    const failed = await machines.run(
      jsonata({
        Both: {
          Type: "Parallel",
          Branches: [
            flow({ Each: inner }),
            flow({ Quick: { Type: "Pass", Output: "quick", End: true } }),
            flow({ Cut: { Type: "Wait", Seconds: 1, Next: "Slow" }, Slow: reading("/map-c") }),
          ],
          End: true,
        },
      }),
    );
    expect(failed).toMatchObject({ status: "FAILED", error: "Ssm.ParameterNotFoundException" });
    await put("/map-b", "b");
    const ended = await redriven(failed.executionArn!);
    expect(ended).toMatchObject({ status: "SUCCEEDED", output: '[["a","b","c"],"quick","c"]' });
    expect(count(ended.types, "ParallelStateStarted")).toBe(1);
    expect(count(ended.types, "PassStateEntered")).toBe(1);
    expect(count(ended.types, "MapIterationStarted")).toBe(3);
    const read = ended.events.flatMap(({ taskScheduledEventDetails: task }) => task?.parameters ?? []);
    expect(read.filter((text) => text.includes("/map-a"))).toHaveLength(1);
    expect(read.filter((text) => text.includes("/map-b"))).toHaveLength(2);
  });

  it("enters a Fail state again, and a Choice that nothing matched weighs its rules again", async () => {
    const failed = await machines.run(jsonata({ No: { Type: "Fail", Error: "E" } }));
    const again = await redriven(failed.executionArn!);
    expect(again).toMatchObject({ status: "FAILED", error: "E" });
    expect(again.types.slice(3)).toEqual(["ExecutionRedriven", "FailStateEntered", "ExecutionFailed"]);
    const Condition = "{% $states.context.Execution.RedriveCount = 1 %}";
    const choice = { Type: "Choice", Choices: [{ Condition, Next: "Yes" }] };
    const unmatched = await machines.run(jsonata({ Choose: choice, Yes: { Type: "Succeed" } }));
    expect(unmatched.error).toBe("States.Runtime");
    expect(await redriven(unmatched.executionArn!)).toMatchObject({ status: "SUCCEEDED" });
  });

  it("runs a state whose result was too large as a whole again", async () => {
    const half = "{% $join($map([1..15000], function($i) { '0123456789' })) %}";
    const branch = (name: string) => ({
      StartAt: name,
      States: { [name]: { Type: "Pass", Output: half, End: true } },
    });
    const failed = await machines.run(
      jsonata({ Both: { Type: "Parallel", Branches: [branch("One"), branch("Two")], End: true } }),
    );
    expect(failed.error).toBe("States.DataLimitExceeded");
    const again = await redriven(failed.executionArn!);
    expect(count(again.types, "ParallelStateStarted")).toBe(2);
    expect(count(again.types, "PassStateEntered")).toBe(4);
  });

  it("has all of its time again", async () => {
    const failed = await machines.run(
      jsonata(
        {
          Wait: { Type: "Wait", Seconds: 50, Next: "Read" },
          Read: reading("/late", { Next: "More", End: undefined }),
          More: { Type: "Wait", Seconds: 50, End: true },
        },
        { TimeoutSeconds: 60 },
      ),
    );
    await put("/late", "in time");
    expect(await redriven(failed.executionArn!)).toMatchObject({ status: "SUCCEEDED" });
  });

  it("goes on after it timed out or was stopped, waiting anew", async () => {
    const timedOut = await machines.run(
      jsonata(
        {
          Wait: {
            Type: "Wait",
            Seconds: "{% $states.context.Execution.RedriveCount = 1 ? 1 : 99 %}",
            End: true,
          },
        },
        { TimeoutSeconds: 60 },
      ),
    );
    expect(timedOut).toMatchObject({ status: "TIMED_OUT", redriveStatus: "REDRIVABLE" });
    expect((await redriven(timedOut.executionArn!)).types.slice(-3)).toEqual([
      "ExecutionRedriven",
      "WaitStateExited",
      "ExecutionSucceeded",
    ]);
    const executionArn = await machines.start(await machines.create(jsonata({ Ask: asking() })));
    await machines.reached(executionArn, "TaskSubmitted");
    await machines.sfn.send(new StopExecutionCommand({ executionArn }));
    await redrive(executionArn);
    expect(await machines.sfn.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      status: "RUNNING",
      redriveStatus: "NOT_REDRIVABLE",
      redriveStatusReason: "Execution is RUNNING and cannot be redriven",
    });
    await machines.sfn.send(new StopExecutionCommand({ executionArn }));
    const { types } = await machines.end(executionArn);
    expect(count(types, "TaskScheduled")).toBe(2);
    expect(count(types, "ExecutionAborted")).toBe(2);
  });
});

describe("RedriveExecution", () => {
  it("answers the same client token alike, and refuses what runs or succeeded", async () => {
    const { executionArn: arn = "" } = await machines.run(jsonata({ Read: reading("/token") }));
    const { redriveDate } = await redrive(arn, "one");
    await machines.end(arn);
    expect(await redrive(arn, "one")).toMatchObject({ redriveDate });
    expect(await machines.end(arn)).toMatchObject({ redriveCount: 1 });
    await put("/token", "t");
    await redrive(arn, "two");
    expect(await machines.end(arn)).toMatchObject({ status: "SUCCEEDED", redriveCount: 2 });
    await expect(redrive(arn)).rejects.toMatchObject({
      name: "ExecutionNotRedrivable",
      message: "Execution is SUCCEEDED and cannot be redriven",
    });
    await expect(redrive(arn, "with space")).rejects.toMatchObject({ name: "ValidationException" });
    await expect(redrive(`${arn}x`)).rejects.toMatchObject({ name: "ExecutionDoesNotExist" });
    await expect(redrive(arn.replace(":execution:", ":express:"))).rejects.toMatchObject({
      name: "InvalidArn",
    });
  });

  it("uses the definition and the role that the execution began with", async () => {
    const { executionArn = "", stateMachineArn } = await machines.run(jsonata({ Read: reading("/gone") }));
    await put("/gone", "old");
    const definition = jsonata({ Other: { Type: "Fail" } });
    await machines.sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition }));
    expect(await redriven(executionArn)).toMatchObject({ status: "SUCCEEDED", output: '"old"' });
    await ssm.send(new DeleteParameterCommand({ Name: "/gone" }));
  });

  it("can be listed by", async () => {
    const stateMachineArn = await machines.create(jsonata({ No: { Type: "Fail" } }));
    const arns = await Promise.all([1, 2].map(() => machines.start(stateMachineArn)));
    await Promise.all(arns.map((arn) => machines.end(arn)));
    await redriven(arns[0]!);
    const listed = async (redriveFilter: "REDRIVEN" | "NOT_REDRIVEN") => {
      const command = new ListExecutionsCommand({ stateMachineArn, redriveFilter });
      const { executions } = await machines.sfn.send(command);
      return executions!.map(({ executionArn, redriveCount }) => [executionArn, redriveCount]);
    };
    expect(await listed("REDRIVEN")).toEqual([[arns[0], 1]]);
    expect(await listed("NOT_REDRIVEN")).toEqual([[arns[1], 0]]);
  });
});

/** Machines of all kinds of states, for the tests to run and to draw. Their functions are Step Functions' own calls. */

const pass = (more: object = { End: true }) => ({ Type: "Pass", ...more });

const machine = (States: Record<string, object>, more: object = {}): string =>
  JSON.stringify({ QueryLanguage: "JSONata", StartAt: Object.keys(States)[0], States, ...more });

const flow = (States: Record<string, object>, more: object = {}) => ({
  StartAt: Object.keys(States)[0],
  States,
  ...more,
});

/** A task that fails at once with an error of the service's own. */
const failing = (more: object) => ({
  Type: "Task",
  Resource: "arn:aws:states:::aws-sdk:sfn:describeStateMachine",
  Arguments: { StateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:missing" },
  ...more,
});

export const MACHINES = {
  /** One branch fails, the other is cut short, and a Catch takes it on. */
  parallel: machine({
    Both: {
      Type: "Parallel",
      Branches: [
        flow({ "Look up": failing({ End: true }) }),
        flow({
          First: pass({ Next: "Long wait" }),
          "Long wait": { Type: "Wait", Seconds: 100_000, End: true },
        }),
      ],
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "Make good" }],
      Next: "Done",
    },
    "Make good": pass({ Next: "Done" }),
    Done: { Type: "Succeed" },
  }),

  /** Five items, two at a time; the third fails, and with it the machine. */
  map: machine({
    Each: {
      Type: "Map",
      Items: "{% [1, 2, 3, 4, 5] %}",
      MaxConcurrency: 1,
      ItemProcessor: flow({
        Good: {
          Type: "Choice",
          Choices: [{ Condition: "{% $states.input = 3 %}", Next: "Refuse" }],
          Default: "Take",
        },
        Take: pass(),
        Refuse: { Type: "Fail", Error: "Refused", Cause: "Three is not taken." },
      }),
      End: true,
    },
  }),

  /** Tried three times, then caught. */
  retries: machine({
    "Try it": failing({
      Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 2, MaxAttempts: 2 }],
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "Give up" }],
      Next: "Good",
    }),
    Good: { Type: "Succeed" },
    "Give up": { Type: "Fail", Error: "GaveUp", Cause: "It did not work." },
  }),

  /** Goes round three times, as a Choice in JSONPath has it. */
  loop: JSON.stringify(
    flow({
      Begin: pass({ Result: { count: 0 }, Next: "Count" }),
      Count: pass({ Parameters: { "count.$": "States.MathAdd($.count, 1)" }, Next: "Enough?" }),
      "Enough?": {
        Type: "Choice",
        Choices: [
          {
            And: [
              { Variable: "$.count", IsPresent: true },
              { Variable: "$.count", NumericLessThan: 3 },
            ],
            Next: "Pause",
          },
        ],
        Default: "End here",
      },
      Pause: { Type: "Wait", Seconds: 1, Next: "Count" },
      "End here": { Type: "Succeed" },
    }),
  ),

  /** A Map in a branch of a Parallel, tried again as a whole. */
  nested: machine({
    Outer: {
      Type: "Parallel",
      Retry: [{ ErrorEquals: ["Refused"], MaxAttempts: 1 }],
      Branches: [
        flow({
          Items: {
            Type: "Map",
            Items: "{% ['a', 'b'] %}",
            ItemProcessor: flow({ Work: pass() }),
            Next: "Refuse",
          },
          Refuse: { Type: "Fail", Error: "Refused", Cause: "Not this time." },
        }),
        flow({ Aside: pass() }),
      ],
      End: true,
    },
  }),

  /** Items that are executions of their own. */
  distributed: machine({
    Many: {
      Type: "Map",
      Items: "{% [1, 2, 3] %}",
      ItemProcessor: flow(
        { Own: pass() },
        { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" } },
      ),
      End: true,
    },
  }),
};

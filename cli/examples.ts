import type { Command } from "commander";

/** A line that may be typed, and what it is for. */
export type Example = readonly [line: string, why: string];

interface Help {
  examples: readonly Example[];
  /** The exit codes that it may end with, where they say more than that it worked. */
  exitCodes?: readonly (keyof typeof EXIT_CODES)[];
}

export const EXIT_CODES = {
  0: "all is well",
  1: "a check is not met, not visible yet or not permitted; a plan was not approved; a state machine failed; or one of many accounts could not be looked at",
  2: "something was left behind, or not put back, and is listed",
  3: "it could not run: a wrong word, no account (or none of many), no lab, or a build that was refused",
  130: "Ctrl-C stopped it (143: SIGTERM did); what it had seen until then is reported",
} as const;

const CHECKED = [0, 1, 3] as const;
const LOOKED_AT = [0, 1, 3] as const;
const CLEANED = [0, 1, 2, 3] as const;
const VALIDATED = [...CLEANED, 130] as const;

/** What `--help` adds, by command; the program's own goes by its name. */
export const HELP: Readonly<Record<string, Help>> = {
  handrail: {
    examples: [
      ["handrail", "open the guided terminal"],
      ["handrail validate", "have the whole lab proven, in an account that is gone afterwards"],
      ["handrail verify --help", "what one command takes"],
    ],
    exitCodes: CLEANED,
  },
  start: {
    examples: [
      ["handrail", "go on where you were, or choose a lab and an account"],
      ["handrail --aws --profile training", "work in an AWS account"],
      ["handrail --screen-reader", "have the lab as text, each change told once"],
    ],
  },
  validate: {
    examples: [
      ["handrail validate", "in an account that is gone afterwards"],
      ["handrail validate --step trail config", "only these steps"],
      [
        "handrail validate --junit results.xml --html report.html",
        "in a pipeline: a test report, and a page to read",
      ],
      ["handrail validate --json | jq -r '.steps[] | select(.proven | not) | .step'", "for a script"],
      ["handrail validate --home lab-account --pace fast", "in an account that is kept"],
    ],
    exitCodes: VALIDATED,
  },
  build: {
    examples: [
      ["handrail build", "in the local account"],
      ["handrail build --aws --region eu-west-1 --suffix ann", "on AWS, with bucket names that end in ann"],
      ["handrail build --suffix ann --json | jq -r '.resources[\"participant.suffix\"]'", "in a script"],
    ],
    exitCodes: CHECKED,
  },
  verify: {
    examples: [
      ["handrail verify", "all steps; optional ones do not count"],
      ["handrail verify services-egress trail", "these two"],
      [
        "handrail verify --json | jq -r '.results[] | select(.status != \"met\") | .step'",
        "what is left to do",
      ],
    ],
    exitCodes: CHECKED,
  },
  solve: {
    examples: [
      ["handrail solve services-egress", "and see each call that is made"],
      ["handrail solve trail --json | jq '.actions'", "the calls, for a script"],
    ],
    exitCodes: CHECKED,
  },
  network: {
    examples: [
      ["handrail network", "the map, and what has changed since the lab was built"],
      ["handrail network --json | jq -r '.now.parties[].name'", "who is on it"],
    ],
    exitCodes: CHECKED,
  },
  "clean-up": {
    examples: [
      ["handrail clean-up", "read the plan, then say yes or no"],
      ["handrail clean-up --yes", "without being asked"],
      [
        "handrail clean-up --json < /dev/null | jq '.items'",
        "only the plan, for a script: nothing is removed",
      ],
    ],
    exitCodes: CLEANED,
  },
  status: {
    examples: [
      ["handrail status", "where you stand"],
      ["handrail status --aws --profile training --json", "the same of an AWS account, for a script"],
      ["handrail status --ou ou-ab12-11112222", "where each of many accounts stands, what wants you first"],
      [
        "handrail status --accounts monday.txt --json | jq -r '.accounts[] | select(.group == \"failed\") | .account.id'",
        "in a script: the accounts in which something failed",
      ],
    ],
    exitCodes: LOOKED_AT,
  },
  fleet: {
    examples: [
      ["handrail fleet --accounts monday.txt", "while a course works"],
      ["handrail fleet --aws --profile instructor --ou ou-ab12-11112222", "on AWS, all accounts of a unit"],
    ],
  },
  reset: {
    examples: [
      ["handrail reset --ou ou-ab12-11112222 --dry-run", "what a reset would do, account by account"],
      [
        "handrail reset --accounts monday.txt --alias 'training-*'",
        "read the plans, approve them, and reset",
      ],
      [
        "handrail reset --accounts monday.txt --yes --json | jq -r '.accounts[] | select(.outcome != \"clean\") | .account.id'",
        "in a script: the accounts that are not clean",
      ],
    ],
    exitCodes: CLEANED,
  },
  "lab-role": {
    examples: [
      ["handrail lab-role > lab-role.json", "for a StackSet, or for aws cloudformation deploy"],
      ["handrail lab-role | jq '.Resources'", "read what the role may do"],
    ],
  },
  redrive: {
    examples: [
      ["handrail redrive", "once what held the last clean-up is mended"],
      ["handrail redrive --yes --json | jq '.clean'", "in a script, with a plan that waits approved"],
      [
        "handrail redrive --junit results.xml --html report.html",
        "a validation, with the reports of all of it",
      ],
    ],
    exitCodes: VALIDATED,
  },
  session: {
    examples: [
      ["handrail session", "on the lab's Services Server for AZ1"],
      ['handrail session "Services Server for AZ2"', "by its Name"],
      ["echo 'uname -a' | handrail session", "lines from a pipe; the exit code is the last command's"],
    ],
  },
  steps: {
    examples: [
      ["handrail steps", "the list"],
      ["handrail steps services-egress | less", "one step's guide, hints, commands and questions"],
      ["handrail steps --json | jq -r '.steps[].id'", "ids for a script"],
    ],
  },
  serve: {
    examples: [
      ["handrail serve", "until Ctrl-C"],
      ["handrail serve --ephemeral --port 4300 --pace instant", "for a test: fast, and kept nowhere"],
    ],
  },
  env: {
    examples: [
      ['eval "$(handrail env)"', "then `aws` calls the local account, in this shell"],
      ["handrail env --shell fish", "for fish: pipe it to source"],
    ],
  },
  completion: {
    examples: [
      ['eval "$(handrail completion bash)"', "for bash, in ~/.bashrc; for zsh after compinit, in ~/.zshrc"],
      ["handrail completion zsh > ~/.zfunc/_handrail", "for zsh, in a folder of its fpath"],
      ["handrail completion fish > ~/.config/fish/completions/handrail.fish", "for fish"],
    ],
  },
  deploy: {
    examples: [
      ["handrail deploy --aws --profile training --region eu-west-1", "into an AWS account"],
      ["handrail deploy", "into the local account, which has it by itself with the first lab"],
    ],
  },
  undeploy: {
    examples: [
      ["handrail undeploy --aws --profile training --region eu-west-1", "once the lab is cleaned up"],
      ["handrail undeploy", "out of the local account"],
    ],
  },
};

/** Gives the program and its commands their examples and exit codes. */
export function addExamples(program: Command): void {
  for (const command of [program, ...program.commands]) {
    const help = HELP[command.name()];
    if (help) command.addHelpText("after", () => textOf(help));
  }
}

function textOf({ examples, exitCodes = [] }: Help): string {
  const width = Math.max(...examples.map(([line]) => line.length));
  // Side by side where a terminal has room for it.
  const wide = examples.every(([, why]) => width + why.length + 6 <= 100);
  return [
    "",
    "Examples:",
    ...examples.map(([line, why]) => (wide ? `  ${line.padEnd(width)}  # ${why}` : `  # ${why}\n  ${line}`)),
    ...(exitCodes.length === 0
      ? []
      : ["", "Exit codes:", ...exitCodes.map((code) => `  ${code}  ${EXIT_CODES[code]}`)]),
  ].join("\n");
}

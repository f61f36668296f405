import { Argument, Command, Option } from "commander";
import { PACES } from "../infra/local/clock.ts";
import { addExamples } from "./examples.ts";
import { refuse, withJson } from "./json-option.ts";
import { FIRST_LAB, LABS } from "./labs.ts";
import { parseAccountId, parseAlias, parseConcurrency, parsePercent, parsePort } from "./options.ts";
import { answer } from "./output.ts";
import { Problem } from "./problem.ts";
import { isPrinted, withReports } from "./report-options.ts";
import { COMPLETING_SHELLS, SHELLS } from "./shells.ts";
import { parseSuffix } from "./suffix.ts";

/** The command line. Each command's own module is loaded when it is called: the first frame waits for nothing else. */
export function program(): Command {
  const handrail = new Command("handrail")
    .description(
      "Guided hands-on AWS labs in the terminal, on an account emulated here or, with --aws, on yours",
    )
    .version("0.1.0")
    .showHelpAfterError("(handrail --help lists the commands)")
    // Subcommands inherit this: what the parser refuses is thrown to handrail.ts.
    .exitOverride(refuse);

  place(handrail.command("start", { isDefault: true }))
    .description("open the guided terminal; without a terminal (a pipe, CI), run the lab from end to end")
    .option(
      "--screen-reader",
      "for a screen reader: the lab as text, each change told once, nothing drawn over",
    )
    // A command that there is not ends up here, with the default one.
    .allowExcessArguments()
    .action(async (options, start: Command) => {
      if (start.args.length > 0) refuse(noSuchCommand(handrail, start.args[0]!));
      await (await import("./start.ts")).start(options, start.getOptionValueSource("lab") === "cli");
    });
  withReports(place(handrail.command("validate")))
    .alias("run")
    .description(
      "prove the lab from end to end: each check red before its step and green after, and nothing left; exit code 0 only if all is well",
    )
    .option("--step <steps...>", "only these steps, by id")
    .action((options) =>
      answer({ json: isPrinted(options.json) }, async (output) =>
        (await import("./validate.ts")).validate(options, output),
      ),
    );
  withJson(place(handrail.command("build")))
    .description("build the lab's stack")
    .action((options) =>
      answer(options, async (output) => (await import("./build.ts")).build(options, output)),
    );
  withJson(place(handrail.command("verify")))
    .description("verify steps; all of them when none is named")
    .argument("[steps...]", "steps, by id (handrail steps lists them)")
    .action((steps, options) =>
      answer(options, async (output) => (await import("./lab-commands.ts")).verify(steps, options, output)),
    );
  withJson(place(handrail.command("solve")))
    .description("have a step solved")
    .argument("<step>", "the step's id")
    .action((step, options) =>
      answer(options, async (output) => (await import("./lab-commands.ts")).solve(step, options, output)),
    );
  withJson(place(handrail.command("network")))
    .description("show who can talk to whom, now and when the lab was built, and which rules decide")
    .action((options) =>
      answer(options, async (output) => (await import("./network.ts")).network(options, output)),
    );
  withJson(place(handrail.command("clean-up")))
    .alias("cleanup")
    .description("show what goes, ask, remove it in a safe order, and prove that nothing is left")
    .option("--yes", "approve the plan beforehand")
    .action((options) =>
      answer(options, async (output) => (await import("./clean-up.ts")).cleanUp(options, output)),
    );
  withJson(withFleet(inAccount(handrail.command("status"))))
    .description(
      "show where the lab stands: the last step, what runs, what failed and was not done again; here, or in many accounts",
    )
    .action((options) =>
      answer(options, async (output) => (await import("./status.ts")).status(options, output)),
    );
  withFleet(inAccount(handrail.command("fleet")))
    .description("show where each of many accounts stands on the whole screen, as it goes on")
    .action(async (options) => (await import("./fleet.tsx")).fleetScreen(options));
  withReports(place(handrail.command("redrive")))
    .description(
      "have the last clean-up or validation go on where it failed or was cut short, once what held it is mended; follow one that runs still",
    )
    .option("--yes", "approve beforehand a plan that waits for it")
    .action((options) =>
      answer({ json: isPrinted(options.json) }, async (output) =>
        (await import("./redrive.ts")).redrive(options, output),
      ),
    );
  withJson(withFleet(inAccount(handrail.command("reset"))))
    .description(
      "clean the lab up in many accounts at once: the plan for each, then, once that is approved, the reset, with what proves it",
    )
    .addOption(
      new Option(
        "--alias <pattern>",
        "what their aliases must look like, with * and ?; one without is refused",
      )
        .argParser(parseAlias)
        .default("*"),
    )
    .option("--block <file>", "accounts that are never touched, an id a line")
    .addOption(
      new Option("--concurrency <number>", "how many accounts at a time")
        .argParser(parseConcurrency)
        .default(10),
    )
    .addOption(
      new Option("--tolerate <percent>", "how many may fail before the rest is given up")
        .argParser(parsePercent)
        .default(100),
    )
    .option("--dry-run", "the plan alone; so it is where nobody can be asked, unless --yes is given")
    .option("--yes", "approve the plan beforehand")
    .option("--verbose", "tell all that each plan has")
    .action((options) =>
      answer(options, async (output) => (await import("./reset.ts")).reset(options, output)),
    );
  handrail
    .command("lab-role")
    .description(
      "print the template of the role by which a lab account lets an instructor's account reset it",
    )
    .action(async () => (await import("./lab-role.ts")).labRole());
  place(handrail.command("session"))
    .description("open a shell on a server with Session Manager: no key, no open port, no plugin")
    .argument("[instance]", "the server, by id or by its Name (default: the lab's Services Server for AZ1)")
    .action(async (instance, options) => (await import("./session.ts")).session(instance, options));
  withJson(handrail.command("steps"))
    .description("list the lab's steps, or print one step's guide")
    .argument("[step]", "a step's id")
    .addOption(labOption())
    .action((step, options) =>
      answer(options, async (output) => (await import("./steps.ts")).steps(step, options.lab, output)),
    );

  account(handrail.command("serve"))
    .description("run the local account alone, until Ctrl-C")
    .addOption(new Option("--attached").hideHelp())
    .action(async (options) => (await import("./serve.ts")).serve(options));
  account(handrail.command("env"))
    .description('print the exports that point a shell at the running local account: eval "$(handrail env)"')
    .addOption(
      new Option("--shell <shell>", "for which shell; sh is any of bash, zsh, dash, ksh")
        .choices(SHELLS)
        .default("sh"),
    )
    .action(async (options) => (await import("./env.ts")).env(options));
  handrail
    .command("completion")
    .description("print what completes commands, options and steps in a shell")
    .addArgument(new Argument("<shell>", "for which shell").choices(COMPLETING_SHELLS))
    .action(async (shell) => (await import("./completion.ts")).completion(handrail, shell));
  place(handrail.command("deploy"))
    .description("put the state machines into the account, or bring them up to date")
    .action(async (options) => (await import("./deploy-commands.ts")).deploy(options));
  place(handrail.command("undeploy"))
    .description("take the state machines out of the account, and leave nothing behind")
    .action(async (options) => (await import("./deploy-commands.ts")).undeploy(options));
  addExamples(handrail);
  return handrail;
}

/**
 * Refuses a line whose first word is no command. The parser would give the line to the default one, and say of an option that
 * that does not have it.
 *
 * @param words the line's, without the program's own
 * @throws Problem
 */
export function checkCommand(handrail: Command, [word]: readonly string[]): void {
  if (word === undefined || word.startsWith("-")) return;
  const known = handrail.createHelp().visibleCommands(handrail);
  if (!known.some((command) => command.name() === word || command.aliases().includes(word)))
    refuse(noSuchCommand(handrail, word));
}

/** What says which local account. */
function account(command: Command): Command {
  return command
    .option(
      "--home <folder>",
      "where the local account is kept (default: $HANDRAIL_HOME, else the platform's data folder)",
    )
    .option("--ephemeral", "keep nothing on disk")
    .addOption(
      new Option("--port <port>", "the port on 127.0.0.1 (default: 4203, or any that is free)").argParser(
        parsePort,
      ),
    )
    .addOption(
      new Option("--pace <pace>", "how fast the account's delays pass (default: fast)").choices(PACES),
    )
    .addOption(
      new Option("--account-id <id>", "which local account, by twelve digits").argParser(parseAccountId),
    )
    .option("--region <region>", "the Region (default: us-east-1; with --aws, your configuration's)");
}

/** What says which account, local or AWS, and which lab. */
function inAccount(command: Command): Command {
  return account(command)
    .option("--aws", "work in the AWS account that your credentials lead to; never the default")
    .option("--profile <profile>", "with --aws: the profile of your AWS configuration")
    .addOption(labOption());
}

/** What says which accounts, of those that let this one in. */
const withFleet = (command: Command): Command =>
  command
    .option("--accounts <file>", "the accounts, an id a line, # for comments; - is standard input")
    .option("--ou <id>", "the accounts of an organisational unit, and of all units in it");

/** The same, and what its lab is built with. */
function place(command: Command): Command {
  return inAccount(command)
    .option("--template <file>", "build this CloudFormation template instead of the lab's own")
    .addOption(
      new Option(
        "--suffix <name>",
        "what you add to the names of your buckets, which the whole world shares (default: your user name)",
      ).argParser(parseSuffix),
    );
}

const labOption = (): Option =>
  new Option("--lab <lab>", "the lab").choices(LABS.map((lab) => lab.id)).default(FIRST_LAB);

function noSuchCommand(handrail: Command, name: string): Problem {
  const names = handrail.commands.map((command) => command.name());
  return new Problem(
    `There is no command "${name}". The commands: ${names.join(", ")}. handrail --help says what each does.`,
  );
}

/**
 * Imported into the program from outside (`NODE_OPTIONS=--import`): what must never happen in it happens at a SIGUSR2.
 * `MISHAP` says what. The account, a child that inherits the variable, is left in peace.
 */
const MISHAPS: Record<string, () => void> = {
  throw() {
    throw new Error("a mishap");
  },
  reject() {
    void Promise.reject(new Error("a mishap"));
  },
  write() {
    console.log("stray: console");
    process.stdout.write("stray: stdout\n");
    process.stderr.write("stray: stderr\n");
    process.emitWarning("stray: warning");
  },
};

const mishap = MISHAPS[process.env.MISHAP ?? ""];
if (mishap && !process.argv.includes("serve")) process.on("SIGUSR2", mishap);
